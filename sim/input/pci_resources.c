/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copies of sysfs `resource` files: start, end and flags of each BAR in a line, in hexadecimal with
 * 0x.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input/digits.h"
#include "input/lspci.h"
#include "input/stream.h"

struct reader {
	struct bp_pci_records *records;
	struct bp_stream stream;
	struct bp_error *err;
	struct bp_pci_record *record; /* whose lines they are; NULL for one that is not there */
	bool has_heading;
	unsigned row;
	unsigned nr_unknown;
};

static int bad(struct reader *r, const char *text)
{
	return bp_error_set(r->err, r->stream.path, r->stream.line, NULL, "%s", text);
}

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t\r");
}

/* "0x0000000000000000", then a blank or the end. */
static bool take_number(const char **at, u64 *number)
{
	*at = skip_blanks(*at);
	return bp_take_word(at, "0x") && bp_take_hex(at, 1, 16, number) && strchr(" \t\r", **at);
}

static int take_row(struct reader *r, const char *line)
{
	unsigned row = r->row++;
	u64 start, end, flags;

	if (!r->has_heading)
		return bad(r, "the address of a function is missing before the first line");
	if (!take_number(&line, &start) || !take_number(&line, &end) ||
	    !take_number(&line, &flags) || *skip_blanks(line))
		return bad(r, "a line has the form \"0x... 0x... 0x...\": start, end, flags");
	if (row >= PCI_STD_NUM_BARS || !r->record) /* the expansion ROM, windows of bridges */
		return 0;
	if (end < start)
		return bad(r, "a BAR ends before it starts");
	if (end - start == ~0ull)
		return bad(r, "a BAR takes all addresses: the length of one is less than 2^64");
	r->record->bars_there &= ~(1u << row);
	r->record->bars_known &= ~(1u << row);
	r->record->bars[row] = (struct resource){ 0 };
	if (!start && !end)
		return 0;
	r->record->bars[row] = (struct resource){ start, end, (unsigned long)flags };
	r->record->bars_there |= 1u << row;
	r->record->bars_known |= 1u << row;
	return 0;
}

static int take_line(struct reader *r, const char *line)
{
	struct bp_pci_record address;
	const char *end = bp_pci_address_parse(line, &address);

	if (end) {
		r->record =
			bp_pci_records_find(r->records, address.domain, address.bus, address.devfn);
		if (r->record && r->record->bars_told)
			return bad(r, "a function is there twice");
		if (r->record)
			r->record->bars_told = true;
		r->has_heading = true;
		r->row = 0;
		r->nr_unknown += !r->record;
		line = end;
	}
	line = skip_blanks(line);
	return *line ? take_row(r, line) : 0;
}

int bp_pci_resources_read(struct bp_pci_records *records, const char *path, struct bp_error *err)
{
	struct reader r = { .records = records, .err = err };
	char *line;
	int got = bp_stream_open(&r.stream, path, err);

	if (got)
		return got;
	while ((got = bp_stream_line(&r.stream, &line, err)) > 0) {
		got = take_line(&r, line);
		if (got)
			break;
	}
	if (!got && !r.has_heading)
		got = bad(&r, "no function is in it");
	bp_stream_close(&r.stream);
	if (r.nr_unknown)
		bp_pci_records_warn(records, "%s has %u functions that the machine has not", path,
				    r.nr_unknown);
	return got;
}
