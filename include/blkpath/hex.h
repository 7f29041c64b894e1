/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hexadecimal digits, as names and ids of PCI functions have them.
 */
#ifndef BLKPATH_HEX_H
#define BLKPATH_HEX_H

/* The value of a digit of either case, -1 for anything else. */
static inline int bp_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
