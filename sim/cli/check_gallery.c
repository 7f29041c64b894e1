/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the checker judges in the gallery of defects.
 */
#include <stdlib.h>

#include "cli/check_exercised.h"
#include "world/gallery.h"

static int add_case(const struct bp_gallery_case *shown, bool on, struct bp_exhibit *exhibit,
		    u64 judged[BP_INV_NR], struct bp_error *err)
{
	int error = bp_gallery_run(shown, on, exhibit, err);

	for (int id = 0; id < BP_INV_NR && !error; id++)
		judged[id] += exhibit->findings.judged_of[id];
	return error;
}

int bp_check_gallery(u64 judged[BP_INV_NR], struct bp_error *err)
{
	struct bp_exhibit *exhibit = malloc(sizeof(*exhibit));
	int error = 0;

	if (!exhibit)
		abort();
	for (int id = 0; id < BP_DEFECT_NR && !error; id++) {
		const struct bp_gallery_case *shown = bp_gallery_find((enum bp_defect_id)id);

		if (shown)
			error = add_case(shown, false, exhibit, judged, err)
					?: add_case(shown, true, exhibit, judged, err);
	}
	free(exhibit);
	return error;
}
