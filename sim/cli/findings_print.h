/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Findings on paper.
 */
#ifndef SIM_CLI_FINDINGS_PRINT_H
#define SIM_CLI_FINDINGS_PRINT_H

#include <jansson.h>
#include <stdio.h>

#include "world/findings.h"

/* One message; its picture, if it has one, is indented. */
void bp_finding_print(FILE *out, const struct bp_finding *finding);

/* A paragraph per message and what the checker did; nothing when all is well and nobody checked. */
void bp_findings_print(FILE *out, const struct bp_findings *findings);

/* {"run": bool, "judged": n, "violations": n, "reports": n, "messages": [{...}]} */
json_t *bp_findings_json(const struct bp_findings *findings);

#endif
