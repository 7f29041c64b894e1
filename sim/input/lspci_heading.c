/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The heading of a function: class and name, in words, numbers or both.
 */
#include <string.h>

#include "input/digits.h"
#include "input/lspci.h"

/* Whether four digits, the mark and four digits stand there: an id of vendor and device. */
static bool ids_at(const char *at, u64 *vendor, u64 *device)
{
	return bp_take_hex(&at, 4, 4, vendor) && bp_take_word(&at, ":") &&
	       bp_take_hex(&at, 4, 4, device);
}

static void set_ids(struct bp_pci_record *record, u64 vendor, u64 device)
{
	record->has_ids = true;
	record->vendor = (u16)vendor;
	record->device = (u16)device;
}

/* "NVMe Controller [1b36:0010] (rev 02)": the name, and the ids if they are there. */
static void read_name(struct bp_pci_record *record, const char *text)
{
	const char *end = text + strlen(text), *cut;
	u64 vendor, device;

	for (const char *mark = strchr(text, '['); mark; mark = strchr(mark + 1, '['))
		if (ids_at(mark + 1, &vendor, &device) && mark[10] == ']') {
			set_ids(record, vendor, device);
			end = mark;
		}
	cut = strstr(text, " (rev ");
	if (!cut)
		cut = strstr(text, " (prog-if ");
	if (cut && cut < end)
		end = cut;
	if (ids_at(text, &vendor, &device) && end - text <= 9) /* -n: ids alone */
		set_ids(record, vendor, device);
	else
		bp_pci_text_copy(record->name, sizeof(record->name), text, end);
}

/* "Host bridge [0600]", "Host bridge" or, with -n, "0600". */
static void read_class(struct bp_pci_record *record, const char *text, const char *end)
{
	const char *mark = memchr(text, '[', (size_t)(end - text));
	const char *at = mark ? mark + 1 : text;
	u64 code;

	if (bp_take_hex(&at, 4, 4, &code) && (mark ? *at == ']' : at == end)) {
		record->has_class = true;
		record->class_code = (u16)code;
		end = mark ? mark : text;
	}
	bp_pci_text_copy(record->class_name, sizeof(record->class_name), text, end);
}

void bp_lspci_heading(struct bp_pci_record *record, const char *text)
{
	const char *mark;

	text += strspn(text, " ");
	mark = strstr(text, ": ");
	if (!mark)
		return;
	read_class(record, text, mark);
	read_name(record, mark + 2);
}
