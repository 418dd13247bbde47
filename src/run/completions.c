/* SPDX-License-Identifier: GPL-3.0-or-later */
/* completions.c - what bash, zsh and fish complete, from the table of verbs. */
#include <string.h>

#include "exit_codes.h"
#include "language.h"
#include "verbs.h"

/* Is this the name of a file? */
static bool is_file(const char *value)
{
	static const char *const names[] = { "FILE", "FILE...", "RECORDING",
		"STORE", "FOLDER" };

	for (size_t i = 0; value && i < sizeof names / sizeof *names; i++)
		if (strstr(value, names[i]))
			return true;
	return false;
}

/* "a|b" with another separator. */
static void put_choices(const char *choices, char between)
{
	for (; *choices; choices++)
		putchar(*choices == '|' ? between : *choices);
}

static const char *dashes(const struct verb_option *o)
{
	return o->name[1] ? "--" : "-";
}

/* A text between single quotes, which all three shells read alike but for the
 * quote itself and the backslash in fish. */
static void put_quoted(const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*text);
	}
}

/* ------------------------------------------------------------------- bash */

static void bash_values(const struct verb *v)
{
	for (const struct verb_option *o = v->options; o && o->name; o++) {
		if (!o->value)
			continue;
		printf("\t%s:%s%s) ", v->name, dashes(o), o->name);
		if (strchr(o->value, '|')) {
			fputs("words='", stdout);
			put_choices(o->value, ' ');
			puts("' ;;");
		} else {
			puts(is_file(o->value) ? "files ;;" : "return ;;");
		}
	}
}

static void bash_verb(const struct verb *v)
{
	printf("\t%s:*) words='", v->name);
	for (const struct verb_option *o = v->options; o && o->name; o++)
		printf("%s%s ", dashes(o), o->name);
	fputs("--help", stdout);
	if (v->words) {
		putchar(' ');
		put_choices(v->words, ' ');
	}
	puts(is_file(v->arguments) ? "'; files ;;" : "' ;;");
}

static void bash(void)
{
	fputs("# sourdine: completions for bash, made by `sourdine completions "
		"bash`\n_sourdine() {\n"
		"\tlocal at=${COMP_WORDS[COMP_CWORD]} before verb= words= i\n"
		"\tbefore=${COMP_WORDS[COMP_CWORD-1]}\n"
		"\tfiles() { compopt -o filenames; COMPREPLY+=($(compgen -f -- "
		"\"$at\")); }\n"
		"\tCOMPREPLY=()\n"
		"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		"\t\tcase ${COMP_WORDS[i]} in\n"
		"\t\t--config|--meter) ((i++)) ;;\n"
		"\t\t-*) ;;\n"
		"\t\t*) verb=${COMP_WORDS[i]}; break ;;\n"
		"\t\tesac\n"
		"\tdone\n"
		"\tcase $verb:$before in\n"
		"\t:--config) files ;;\n"
		"\t:--meter) return ;;\n"
		"\t:*) words='", stdout);
	for (const struct verb_option *o = common_options; o->name; o++)
		printf("--%s ", o->name);
	for (const struct verb *v = verbs; v->name; v++)
		printf("%s%s", v->name, v[1].name ? " " : "' ;;\n");
	for (const struct verb *v = verbs; v->name; v++)
		bash_values(v);
	for (const struct verb *v = verbs; v->name; v++)
		bash_verb(v);
	fputs("\tesac\n"
		"\tCOMPREPLY+=($(compgen -W \"$words\" -- \"$at\"))\n"
		"}\ncomplete -F _sourdine sourdine\n", stdout);
}

/* -------------------------------------------------------------------- zsh */

/* Brackets and colons part the fields of _arguments. */
static void zsh_text(const char *text)
{
	for (; *text; text++) {
		if (strchr("[]:\\", *text))
			putchar('\\');
		if (*text == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*text);
	}
}

static void zsh_option(const struct verb_option *o)
{
	printf(" \\\n\t\t\t'%s%s[", dashes(o), o->name);
	zsh_text(_(o->meaning));
	putchar(']');
	if (o->value) {
		putchar(':');
		zsh_text(o->value);
		putchar(':');
		if (strchr(o->value, '|')) {
			putchar('(');
			put_choices(o->value, ' ');
			putchar(')');
		} else if (is_file(o->value)) {
			fputs("_files", stdout);
		}
	}
	putchar('\'');
}

static void zsh_verb(const struct verb *v)
{
	printf("\t\t%s) _arguments", v->name);
	for (const struct verb_option *o = v->options; o && o->name; o++)
		zsh_option(o);
	fputs(" \\\n\t\t\t'--help[", stdout);
	zsh_text(_(common_options[2].meaning)); /* --help */
	fputs("]'", stdout);
	if (v->words) {
		fputs(" \\\n\t\t\t'1: :(", stdout);
		put_choices(v->words, ' ');
		fputs(")'", stdout);
	} else if (is_file(v->arguments)) {
		fputs(" \\\n\t\t\t'*: :_files'", stdout);
	}
	puts(" ;;");
}

static void zsh(void)
{
	fputs("#compdef sourdine\n# sourdine: completions for zsh, made by "
		"`sourdine completions zsh`\n_sourdine() {\n"
		"\tlocal line state\n\tlocal -a verbs=(", stdout);
	for (const struct verb *v = verbs; v->name; v++) {
		printf("\n\t\t'%s:", v->name);
		zsh_text(_(v->meaning));
		putchar('\'');
	}
	fputs(")\n\t_arguments -C", stdout);
	for (const struct verb_option *o = common_options; o->name; o++)
		zsh_option(o);
	fputs(" \\\n\t\t'1: :->verb' '*:: :->rest'\n\tcase $state in\n"
		"\tverb) _describe -t verbs verb verbs ;;\n"
		"\trest)\n\t\tcase $words[1] in\n", stdout);
	for (const struct verb *v = verbs; v->name; v++)
		zsh_verb(v);
	fputs("\t\tesac ;;\n\tesac\n}\n"
		"if [ \"$funcstack[1]\" = _sourdine ]; then\n"
		"\t_sourdine \"$@\"\nelse\n\tcompdef _sourdine sourdine\nfi\n",
		stdout);
}

/* ------------------------------------------------------------------- fish */

static void fish_option(const struct verb_option *o, const char *condition)
{
	printf("complete -c sourdine -n %s -%c %s", condition,
		o->name[1] ? 'l' : 's', o->name);
	if (o->value && strchr(o->value, '|')) {
		fputs(" -x -a '", stdout);
		put_choices(o->value, ' ');
		putchar('\'');
	} else if (o->value) {
		fputs(is_file(o->value) ? " -r -F" : " -x", stdout);
	}
	fputs(" -d '", stdout);
	put_quoted(_(o->meaning));
	puts("'");
}

static void fish(void)
{
	char condition[96];

	puts("# sourdine: completions for fish, made by `sourdine completions "
		"fish`\ncomplete -c sourdine -f");
	for (const struct verb_option *o = common_options; o->name; o++)
		fish_option(o, "__fish_use_subcommand");
	for (const struct verb *v = verbs; v->name; v++) {
		printf("complete -c sourdine -n __fish_use_subcommand -a %s "
			"-d '", v->name);
		put_quoted(_(v->meaning));
		puts("'");
		snprintf(condition, sizeof condition,
			"'__fish_seen_subcommand_from %s'", v->name);
		for (const struct verb_option *o = v->options; o && o->name;
			o++)
			fish_option(o, condition);
		if (v->words) {
			printf("complete -c sourdine -n %s -a '", condition);
			put_choices(v->words, ' ');
			puts("'");
		} else if (is_file(v->arguments)) {
			printf("complete -c sourdine -n %s -F\n", condition);
		}
	}
}

int verb_completions(const struct conf *c, int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*print)(void);
	} shells[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };

	(void)c;
	for (size_t i = 0; argc == 2 && i < 3; i++)
		if (strcmp(argv[1], shells[i].name) == 0) {
			shells[i].print();
			return EXIT_OK;
		}
	fputs(_("sourdine: completions: name a shell: bash, zsh or fish\n"),
		stderr);
	return EXIT_USAGE;
}
