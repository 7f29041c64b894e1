/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "draw/caught.h"

bool bp_caught_begin(struct bp_caught *caught)
{
	*caught = (struct bp_caught){ 0 };
	caught->out = open_memstream(&caught->text, &caught->bytes);
	return caught->out;
}

char *bp_caught_end(struct bp_caught *caught)
{
	const bool failed = ferror(caught->out);

	if (!fclose(caught->out) && !failed)
		return caught->text;
	free(caught->text);
	return NULL;
}
