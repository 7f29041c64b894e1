/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath defects --matrix: every switch, and what sees it.
 */
#ifndef SIM_CLI_DEFECTS_MATRIX_H
#define SIM_CLI_DEFECTS_MATRIX_H

#include "cli/cli.h"
#include "proof/matrix.h"

/**
 * bp_cmd_defects_matrix - run every case and every search, and tell what came of them
 * @cli: where to
 * @json: as JSON
 *
 * Return: fine when each defect is caught, and only while its switch is on; else that a check
 * failed.
 */
enum bp_exit bp_cmd_defects_matrix(struct bp_cli *cli, bool json);

/* {"matrix": [...]}; @rows has all switches, quirks too. */
json_t *bp_matrix_json(const struct bp_matrix_row *rows);

#endif
