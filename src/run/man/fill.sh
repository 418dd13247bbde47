#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# fill.sh BUILD < PAGE - a manual page with what the programs themselves say in
# place of the lines  .\" VERBS,  .\" KEYS  and  .\" OPTIONS PROGRAM.
set -eu
build=$1

# The two columns of a program's --help as a list of mdoc.
options() {
	"$build/$1" --help | awk '
	function plain(s) {
		gsub(/\\/, "\\e", s)
		gsub(/-/, "\\-", s)
		gsub(/[.]  /, ".\n", s)
		return s
	}
	/^  --help, --version/ {
		print ".It Fl -help\nWhat the program can do."
		print ".It Fl -version\nThe version."
		next
	}
	/^  --/ {
		text = $0
		sub(/^  --/, "", text)
		at = match(text, /  +/)
		head = at ? substr(text, 1, at - 1) : text
		text = at ? substr(text, at + RLENGTH) : ""
		n = split(head, word, " ")
		printf ".It Fl -%s", word[1]
		for (i = 2; i <= n && word[i] ~ /^[A-Z0-9:|]+$/; i++)
			printf " Ar %s", word[i]
		for (rest = ""; i <= n; i++)
			rest = rest word[i] " "
		text = rest text
		sub(/ +$/, "", text)
		print ""
		if (text != "")
			print plain(text)
		inside = 1
		next
	}
	inside && /^         / {
		sub(/^ +/, "")
		print plain($0)
		next
	}
	{ inside = 0 }'
}

while IFS= read -r line; do
	case $line in
	'.\" VERBS') "$build/sourdine" help --mdoc ;;
	'.\" KEYS') "$build/sourdine" help --mdoc-keys ;;
	'.\" OPTIONS '*) options "${line#'.\" OPTIONS '}" ;;
	*) printf '%s\n' "$line" ;;
	esac
done
