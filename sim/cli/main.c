/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath: one table of sub-commands.
 */
#include <stdio.h>

int main(void)
{
	fputs("usage: blkpath COMMAND [OPTION...]\n", stderr);
	return 2;
}
