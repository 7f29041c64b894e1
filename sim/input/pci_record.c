/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/digits.h"
#include "input/pci_record.h"

const char *bp_pci_record_name(const struct bp_pci_record *record, char name[BP_PCI_NAME_MAX])
{
	snprintf(name, BP_PCI_NAME_MAX, "%04x:%02x:%02x.%x", record->domain, record->bus,
		 PCI_SLOT(record->devfn), PCI_FUNC(record->devfn));
	return name;
}

struct bp_pci_record *bp_pci_records_add(struct bp_pci_records *records, struct bp_error *err)
{
	struct bp_pci_record *record;

	if (records->n == BP_PCI_RECORDS_MAX) {
		bp_error_set(err, records->source, 0, NULL,
			     "too many functions: at most %u are allowed", BP_PCI_RECORDS_MAX);
		return NULL;
	}
	if (records->n == records->room) {
		unsigned room = records->room ? 2 * records->room : 32;

		record = realloc(records->at, room * sizeof(*record));
		if (!record) {
			bp_error_set(err, records->source, 0, NULL, "out of memory");
			return NULL;
		}
		records->at = record;
		records->room = room;
	}
	record = &records->at[records->n++];
	memset(record, 0, sizeof(*record));
	record->physfn = -1;
	return record;
}

void bp_pci_records_free(struct bp_pci_records *records)
{
	for (unsigned i = 0; i < records->n; i++)
		free(records->at[i].config);
	free(records->at);
	records->at = NULL;
	records->n = records->room = 0;
}

void bp_pci_records_warn(struct bp_pci_records *records, const char *format, ...)
{
	va_list args;

	if (records->nr_warnings++ >= BP_PCI_WARNINGS_MAX)
		return;
	va_start(args, format);
	vsnprintf(records->warning[records->nr_warnings - 1], BP_PCI_WARNING_TEXT_MAX, format,
		  args);
	va_end(args);
}

static int compare(const struct bp_pci_record *a, u32 domain, u8 bus, u8 devfn)
{
	if (a->domain != domain)
		return a->domain < domain ? -1 : 1;
	if (a->bus != bus)
		return a->bus < bus ? -1 : 1;
	return (a->devfn > devfn) - (a->devfn < devfn);
}

static int by_address(const void *a, const void *b)
{
	const struct bp_pci_record *x = a, *y = b;
	int order = compare(x, y->domain, y->bus, y->devfn);

	return order ? order : (x->line > y->line) - (x->line < y->line);
}

int bp_pci_records_sort(struct bp_pci_records *records, struct bp_error *err)
{
	char name[BP_PCI_NAME_MAX];

	if (records->n)
		qsort(records->at, records->n, sizeof(*records->at), by_address);
	for (unsigned i = 1; i < records->n; i++) {
		const struct bp_pci_record *a = &records->at[i - 1], *b = &records->at[i];

		if (!compare(a, b->domain, b->bus, b->devfn))
			return bp_error_set(err, records->source, b->line,
					    bp_pci_record_name(b, name),
					    "is there twice, also in line %u: one dump of one "
					    "machine is allowed",
					    a->line);
	}
	return 0;
}

struct bp_pci_record *bp_pci_records_find(const struct bp_pci_records *records, u32 domain, u8 bus,
					  u8 devfn)
{
	unsigned low = 0, high = records->n;

	while (low < high) {
		unsigned middle = (low + high) / 2;
		int order = compare(&records->at[middle], domain, bus, devfn);

		if (!order)
			return &records->at[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct bp_pci_root *bp_pci_records_root(const struct bp_pci_records *records, u32 domain,
					      u8 bus)
{
	for (unsigned i = 0; i < records->nr_roots; i++)
		if (records->root[i].domain == domain && records->root[i].bus == bus)
			return &records->root[i];
	return NULL;
}

u64 bp_pci_records_ram(const struct bp_pci_records *records, u64 phys)
{
	for (unsigned i = 0; i < records->nr_ram; i++)
		if (records->ram[i].start <= phys && phys <= records->ram[i].end)
			return records->ram[i].end - phys + 1;
	return 0;
}

const char *bp_pci_address_parse(const char *text, struct bp_pci_record *record)
{
	u64 domain, bus, slot, function;
	const char *at = text;

	if (!bp_take_hex(&at, 4, 8, &domain) || !bp_take_word(&at, ":")) {
		domain = 0;
		at = text;
	}
	if (!bp_take_hex(&at, 2, 2, &bus) || !bp_take_word(&at, ":") ||
	    !bp_take_hex(&at, 2, 2, &slot) || !bp_take_word(&at, ".") ||
	    !bp_take_hex(&at, 1, 1, &function) || slot > 31 || function > 7)
		return NULL;
	record->domain = (u32)domain;
	record->bus = (u8)bus;
	record->devfn = PCI_DEVFN((u8)slot, (u8)function);
	return at;
}

/* Bytes of the character of UTF-8 that stands there; 0 when there is none. */
static size_t character(const unsigned char *at, size_t left)
{
	static const struct {
		unsigned char mask, head;
		unsigned least;
	} forms[] = { { 0x80, 0x00, 0x20 },
		      { 0xe0, 0xc0, 0x80 },
		      { 0xf0, 0xe0, 0x800 },
		      { 0xf8, 0xf0, 0x10000 } };

	for (size_t i = 0; i < bp_array_size(forms) && i < left; i++) {
		unsigned code = at[0] & (unsigned char)~forms[i].mask;

		if ((at[0] & forms[i].mask) != forms[i].head)
			continue;
		for (size_t k = 1; k <= i; k++) {
			if ((at[k] & 0xc0) != 0x80)
				return 0;
			code = code << 6 | (at[k] & 0x3f);
		}
		if (code < forms[i].least || code == 0x7f || code > 0x10ffff ||
		    (code >= 0xd800 && code < 0xe000))
			return 0;
		return i + 1;
	}
	return 0;
}

void bp_pci_text_copy(char *to, size_t room, const char *from, const char *end)
{
	size_t n = 0;

	while (from < end) {
		size_t bytes = character((const unsigned char *)from, (size_t)(end - from));

		if (n + (bytes ? bytes : 1) >= room)
			break;
		if (bytes)
			memcpy(to + n, from, bytes);
		else
			to[n] = '?';
		n += bytes ? bytes : 1;
		from += bytes ? bytes : 1;
	}
	while (n && to[n - 1] == ' ')
		n--;
	to[n] = '\0';
}
