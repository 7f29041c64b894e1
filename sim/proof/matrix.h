/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The matrix of defects: each switch, everything that could see it, and what did.
 */
#ifndef SIM_PROOF_MATRIX_H
#define SIM_PROOF_MATRIX_H

#include "proof/search.h"
#include "world/gallery.h"

#define BP_MATRIX_SEED 1
#define BP_MATRIX_BUDGET 2000 /* random scenarios in which a defect has to show */
#define BP_MATRIX_IDS_MAX 160

/**
 * struct bp_matrix_row - what is known of one switch
 * @defect: which
 * @shown: its smallest case, NULL when it has none
 * @silent: with the switch off the case breaks no invariant, and all bytes are right
 * @invariants: ids of those that the case breaks with the switch on: "INV-MAP-2, INV-MAP-3"
 * @reports: rules of the reports that only the switch brings
 * @data: bytes were compared and are wrong
 * @subject: what random scenarios are made of, NULL when they are not tried
 * @random: what they found
 */
struct bp_matrix_row {
	enum bp_defect_id defect;
	const struct bp_gallery_case *shown;
	bool silent;
	char invariants[BP_MATRIX_IDS_MAX];
	char reports[BP_MATRIX_IDS_MAX];
	bool data;
	const struct bp_subject *subject;
	struct bp_search_end random;
};

/**
 * bp_matrix_look - run everything that could see a switch
 * @defect: a defect; or a quirk, which has no case, and of which random scenarios see that it is
 * mended
 * @row: receives what did
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_matrix_look(enum bp_defect_id defect, struct bp_matrix_row *row, struct bp_error *err);

/* The file of the test that shows a quirk; NULL for what is none. */
const char *bp_matrix_test(enum bp_defect_id quirk);

/* Something saw the switch, and nothing was to be seen without it. */
bool bp_matrix_caught(const struct bp_matrix_row *row);

#endif
