/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "draw/xml.h"

#define CONTINUES(byte) (((byte)&0xc0) == 0x80)

/* How many bytes follow a first byte, and the least letter that needs so many. */
static const struct {
	u8 mask;
	u8 value;
	unsigned more;
	u32 least;
} forms[] = {
	{ 0xe0, 0xc0, 1, 0x80 },
	{ 0xf0, 0xe0, 2, 0x800 },
	{ 0xf8, 0xf0, 3, 0x10000 },
};

static bool is_allowed(u32 letter)
{
	if (letter < 0x20)
		return letter == '\t' || letter == '\n';
	return letter != 0x7f && !(letter >= 0x80 && letter < 0xa0) &&
	       !(letter >= 0xd800 && letter < 0xe000) && (letter & 0xfffe) != 0xfffe &&
	       letter < 0x110000;
}

/* A letter of several bytes; 0 where the bytes are none. */
static u32 long_letter(const u8 *byte, unsigned *length)
{
	for (unsigned i = 0; i < bp_array_size(forms); i++) {
		u32 letter = byte[0] & (u8)~forms[i].mask;

		if ((byte[0] & forms[i].mask) != forms[i].value)
			continue;
		for (unsigned k = 1; k <= forms[i].more; k++) {
			if (!CONTINUES(byte[k]))
				return 0;
			letter = letter << 6 | (byte[k] & 0x3f);
		}
		*length = 1 + forms[i].more;
		return letter < forms[i].least ? 0 : letter;
	}
	return 0;
}

u32 bp_xml_letter(const char **text)
{
	const u8 *byte = (const u8 *)*text;
	unsigned length = 1;
	u32 letter = byte[0];

	if (!letter)
		return 0;
	if (letter >= 0x80)
		letter = long_letter(byte, &length);
	if (!letter)
		length = 1;
	*text += length;
	return letter && is_allowed(letter) ? letter : '?';
}

void bp_xml_put(FILE *out, const char *text)
{
	static const char *const entities[0x80] = {
		['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;"
	};

	for (const char *begin = text; *text; begin = text) {
		const u32 letter = bp_xml_letter(&text);

		if (letter < 0x80 && entities[letter])
			fputs(entities[letter], out);
		else if (letter < 0x80)
			fputc((int)letter, out);
		else
			fwrite(begin, 1, (size_t)(text - begin), out);
	}
}
