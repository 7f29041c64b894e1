/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of lspci are of four kinds: headings, indented text, bytes, and what is none of these.
 *
 * Bytes are looked at for their form, so that a message names the line, and handed to libpci's dump
 * access through a file in memory.
 */
#define _GNU_SOURCE /* memfd_create */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "input/long_lines.h"
#include "input/lspci.h"

#define LINE_BYTES_MAX 4096
#define BYTES_PER_LINE 16

struct reader {
	struct bp_pci_records *records;
	struct bp_error *err;
	struct bp_pci_record *record; /* the function that lines belong to; NULL before the first */
	unsigned line;
	unsigned next_byte; /* where the next line of bytes must start */
	unsigned nr_strange;
	unsigned first_strange;
	bool has_bytes;
	FILE *bytes;
};

static int bad(const struct reader *r, const char *text)
{
	return bp_error_set(r->err, r->records->source, r->line, NULL, "%s", text);
}

/* "3f0: 00 00": two or three digits, a colon, and bytes.  An address of a function has no blank. */
static bool looks_like_bytes(const char *line)
{
	size_t digits = strspn(line, "0123456789abcdef");

	return digits >= 2 && digits <= 3 && line[digits] == ':' &&
	       (line[digits + 1] == ' ' || !line[digits + 1]);
}

/* The bytes of a line; 0 when they have not the form. */
static unsigned count_bytes(const char *at)
{
	unsigned n = 0;

	while (*at == ' ' && at[1]) {
		if (!isxdigit((unsigned char)at[1]) || !isxdigit((unsigned char)at[2]))
			return 0;
		at += 3;
		n++;
	}
	at += strspn(at, " \t\r");
	return *at ? 0 : n;
}

static int take_bytes(struct reader *r, const char *line)
{
	unsigned address, n = count_bytes(strchr(line, ':') + 1);

	if (!r->record)
		return bad(r, "bytes before the first heading: output of lspci begins with "
			      "\"00:00.0 ...\"");
	if (sscanf(line, "%x", &address) != 1 || !n || n > BYTES_PER_LINE)
		return bad(r, "bytes are cut off or malformed; allowed: \"3f0:\" and up to 16 "
			      "bytes of two digits");
	if (address != r->next_byte)
		return bad(r, "bytes are not in order: each line goes on where the last one ended");
	r->next_byte += n;
	r->has_bytes = true;
	fprintf(r->bytes, "%s\n", line);
	return 0;
}

static int take_heading(struct reader *r, const char *line)
{
	struct bp_pci_record *record = bp_pci_records_add(r->records, r->err);
	unsigned index = r->records->n - 1;

	if (!record)
		return -EINVAL;
	bp_lspci_heading(record, bp_pci_address_parse(line, record));
	record->line = r->line;
	r->record = record;
	r->next_byte = 0;
	/* libpci's address is the number of the record: no limit of its on domains matters. */
	fprintf(r->bytes, "\n%02x:%02x.%x \n", index >> 8, PCI_SLOT(index), PCI_FUNC(index));
	return 0;
}

/* Tabs, or the eight blanks that stand for one in a text that was pasted. */
static unsigned depth_of(const char **line)
{
	unsigned columns = 0;

	for (; **line == ' ' || **line == '\t'; (*line)++)
		columns += **line == '\t' ? 8 - columns % 8 : 1;
	return columns / 8;
}

static bool is_noise(const char *line)
{
	return !strncmp(line, "lspci: ", 7) || !strncmp(line, "pcilib: ", 8);
}

static int take_line(struct reader *r, const char *line)
{
	struct bp_pci_record address;
	const char *text = line;
	unsigned depth = depth_of(&text);
	const char *end;

	if (!*text || *text == '\r' || is_noise(text))
		return 0;
	if (text == line && looks_like_bytes(line))
		return take_bytes(r, line);
	end = text == line ? bp_pci_address_parse(line, &address) : NULL;
	if (end && (*end == ' ' || !*end))
		return take_heading(r, line);
	if (depth && r->record) {
		r->record->has_text = true;
		bp_lspci_fact(r->record, text, depth);
		return 0;
	}
	if (!r->nr_strange++)
		r->first_strange = r->line;
	return 0;
}

static int read_lines(struct reader *r, const char *path)
{
	struct bp_long_lines lines;
	const char *text;
	size_t length;
	int got = bp_long_lines_open(&lines, path, LINE_BYTES_MAX, r->err);

	if (got)
		return got;
	while ((got = bp_long_lines_next(&lines, &text, &length, r->err)) > 0) {
		r->line = lines.line;
		got = take_line(r, text);
		if (got)
			break;
	}
	bp_long_lines_close(&lines);
	return got;
}

static void warn_lines(struct reader *r)
{
	if (r->nr_strange)
		bp_pci_records_warn(r->records,
				    "%u lines are not lspci's and were ignored, the first is line "
				    "%u",
				    r->nr_strange, r->first_strange);
}

static int read_all(struct reader *r, const char *path)
{
	int error = read_lines(r, path);

	if (error)
		return error;
	r->line = 0;
	if (!r->records->n)
		return bad(r, "no function of a PCI machine is in it; allowed: what "
			      "\"lspci -D -nn -vvv -xxxx\" prints as root");
	warn_lines(r);
	if (fflush(r->bytes))
		return bad(r, "no memory for the bytes");
	if (r->has_bytes) {
		error = bp_libpci_dump(r->records, fileno(r->bytes), r->err);
		if (error)
			return error;
	}
	for (unsigned i = 0; i < r->records->n; i++)
		bp_pci_record_read_config(r->records, &r->records->at[i]);
	return bp_pci_records_sort(r->records, r->err);
}

int bp_lspci_read(struct bp_pci_records *records, const char *path, struct bp_error *err)
{
	struct reader r = { .records = records, .err = err };
	int fd, error;

	memset(records, 0, sizeof(*records));
	snprintf(records->source, sizeof(records->source), "%s",
		 strcmp(path, "-") ? path : "standard input");
	fd = memfd_create("lspci", MFD_CLOEXEC);
	r.bytes = fd < 0 ? NULL : fdopen(fd, "w");
	if (!r.bytes) {
		if (fd >= 0)
			close(fd);
		return bad(&r, "no memory for the bytes");
	}
	error = read_all(&r, path);
	fclose(r.bytes);
	return error;
}
