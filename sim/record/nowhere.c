/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands for record.c where there is no Linux, or one whose headers are too old.
 */
#include "record/record.h"

int bp_record(const struct bp_record_wish *wish, FILE *out, struct bp_record_count *count,
	      struct bp_error *err)
{
	(void)wish, (void)out;
	*count = (struct bp_record_count){ 0 };
	return bp_error_set(err, NULL, 0, NULL,
			    "this program was built without recording: that needs Linux 5.8 or "
			    "newer, and its headers");
}
