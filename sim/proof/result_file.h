/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of results: a JSON document of runs.
 */
#ifndef SIM_PROOF_RESULT_FILE_H
#define SIM_PROOF_RESULT_FILE_H

#include "proof/result.h"

/* The document of a list of runs, which it takes over. */
json_t *bp_results_json(json_t *runs);

/**
 * bp_results_load - the runs of a file
 * @path: its name; a regular file
 * @runs: receives the list, for json_decref()
 * @err: receives the message
 *
 * The runs themselves are not looked at: see bp_results_at().
 *
 * Return: 0, or -EINVAL with @err filled; @runs is then NULL.
 */
int bp_results_load(const char *path, json_t **runs, struct bp_error *err);

/* Run number @i of a file's.  Return: 0, or -EINVAL with @err filled. */
int bp_results_at(const char *path, const json_t *runs, size_t i, struct bp_result *result,
		  struct bp_error *err);

/* Writes runs to a file in place of what was there.  Return: 0, or -errno; nothing changed then. */
int bp_results_save(const char *path, json_t *runs, struct bp_error *err);

#endif
