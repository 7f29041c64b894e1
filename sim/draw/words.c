/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>

#include "draw/words.h"

const char *bp_op_word(unsigned opf, char *word)
{
	const char *name = bp_op_name(opf);
	int i;

	for (i = 0; name[i] && i < BP_OP_WORD_MAX - 1; i++)
		word[i] = (char)tolower((unsigned char)name[i]);
	word[i] = '\0';
	return word;
}
