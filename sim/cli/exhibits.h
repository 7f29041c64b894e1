/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A case of the gallery on paper: corrected and defective side by side.
 */
#ifndef SIM_CLI_EXHIBITS_H
#define SIM_CLI_EXHIBITS_H

#include <jansson.h>
#include <stdio.h>

#include "world/gallery.h"

struct bp_exhibit_pair {
	struct bp_exhibit corrected;
	struct bp_exhibit defective;
};

void bp_exhibits_print(FILE *out, const struct bp_gallery_case *shown,
		       const struct bp_exhibit_pair *pair);

/* {"input": ..., "corrected": {...}, "defective": {...}} */
json_t *bp_exhibits_json(const struct bp_gallery_case *shown, const struct bp_exhibit_pair *pair);

#endif
