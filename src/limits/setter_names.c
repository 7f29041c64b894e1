/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/limits.h>

#define BP_SETTER_NAME(symbol, name) [BP_SETTER_##symbol] = name,
static const char *const names[] = { BP_SETTER_LIST(BP_SETTER_NAME) };

const char *bp_setter_name(enum bp_setter setter)
{
	return names[setter];
}
