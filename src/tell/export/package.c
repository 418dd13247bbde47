/* SPDX-License-Identifier: GPL-3.0-or-later */
/* package.c - a Frictionless data package (datapackage.json) that says
 * what the columns of an exported CSV file are. */
#include <errno.h>
#include <string.h>

#include <jansson.h>

#include "write.h"
#include "../file_hash.h"
#include "../local_time.h"

/* "sha256:..." of the file, and its length.  0, or errno. */
static int hash_file(const char *path, char out[80], long long *bytes)
{
	strcpy(out, "sha256:");
	return file_hash(path, out + strlen(out), bytes);
}

static json_t *field(const struct export_column *c, bool excel_fr)
{
	json_t *f = json_pack("{s:s, s:s, s:s}", "name", c->name, "type",
		c->type, "description", c->meaning);

	if (c->unit)
		json_object_set_new(f, "unit", json_string(c->unit));
	if (strcmp(c->type, "datetime") == 0)
		json_object_set_new(f, "format", json_string("any"));
	if (strcmp(c->type, "number") == 0 && excel_fr)
		json_object_set_new(f, "decimalChar", json_string(","));
	return f;
}

static json_t *describe(const char *path, const struct export_request *r,
	const char *hash, long long bytes)
{
	const char *name = strrchr(path, '/');
	json_t *fields = json_array();

	for (int i = 0; i < EXPORT_COLUMNS; i++)
		json_array_append_new(fields,
			field(&export_columns[i], r->excel_fr));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:[{s:s, s:s, s:s, s:s,"
		" s:s, s:s, s:I, s:{s:s, s:b, s:s}, s:{s:o, s:[s], s:[s]}}]}",
		"$schema",
		"https://datapackage.org/profiles/2.0/datapackage.json",
		"name", "sourdine-records",
		"title", "Noise levels measured by Sourdine",
		"description", "A meter that is not type-approved: what it "
			"measures is an indication. It keeps no sound. Levels "
			"are averaged as energies only.",
		"zone", local_time_zone(),
		"resources",
		"name", "records", "path", name ? name + 1 : path,
		"format", "csv", "mediatype", "text/csv", "encoding", "utf-8",
		"hash", hash, "bytes", (json_int_t)bytes,
		"dialect", "delimiter", r->excel_fr ? ";" : ",",
		"header", 1, "lineTerminator", "\r\n",
		"schema", "fields", fields, "primaryKey", "sequence",
		"missingValues", "");
}

int export_package(const char *package, const char *path,
	const struct export_request *r)
{
	long long bytes;
	char hash[80];
	int error = hash_file(path, hash, &bytes), bad;
	json_t *j;

	if (error)
		return error;
	j = describe(path, r, hash, bytes);
	if (!j)
		return ENOMEM;
	errno = 0;
	bad = json_dump_file(j, package, JSON_INDENT(1));
	json_decref(j);
	return bad ? errno ? errno : EIO : 0;
}
