/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "input/plain_file.h"
#include "output/new_file.h"
#include "proof/result_file.h"

#define FORMAT "blkpath check 1"

json_t *bp_results_json(json_t *runs)
{
	return json_pack("{s:s, s:o}", "format", FORMAT, "runs", runs);
}

/* Takes the list out of the document. */
static json_t *runs_of(json_t *document, const char *path, struct bp_error *err)
{
	const char *format = json_string_value(json_object_get(document, "format"));
	json_t *runs = json_object_get(document, "runs");

	if (!format || strcmp(format, FORMAT))
		bp_error_set(
			err, path, 0, "format",
			"is no result file; allowed: what blkpath check --out or --json wrote");
	else if (!json_array_size(runs))
		bp_error_set(err, path, 0, "runs", "must be a list with a run at least");
	else
		return json_incref(runs);
	return NULL;
}

int bp_results_load(const char *path, json_t **runs, struct bp_error *err)
{
	json_error_t where;
	json_t *document;
	FILE *file;

	*runs = NULL;
	if (bp_plain_file_open(path, &file, err))
		return -EINVAL;
	document = json_loadf(file, JSON_REJECT_DUPLICATES, &where);
	fclose(file);
	if (!document)
		return bp_error_set(err, path, where.line > 0 ? (unsigned)where.line : 0, NULL,
				    "not JSON: %s", where.text);
	*runs = runs_of(document, path, err);
	json_decref(document);
	return *runs ? 0 : -EINVAL;
}

int bp_results_at(const char *path, const json_t *runs, size_t i, struct bp_result *result,
		  struct bp_error *err)
{
	char key[32];
	const struct bp_place at = { path, 0, key };

	snprintf(key, sizeof(key), "runs.%zu", i);
	return bp_result_read(&at, json_array_get(runs, i), result, err);
}

int bp_results_save(const char *path, json_t *runs, struct bp_error *err)
{
	struct bp_new_file *file;
	int error = bp_new_file_open(path, &file, err);
	json_t *document;

	if (error)
		return error;
	document = bp_results_json(json_incref(runs));
	json_dumpf(document, bp_new_file_stream(file), JSON_INDENT(2));
	fputc('\n', bp_new_file_stream(file));
	json_decref(document);
	return bp_new_file_commit(file, err);
}
