/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines become functions: what stands deeper is below, buses are numbered depth first.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/machine.h"
#include "input/machine_line.h"

#define LINES_MAX 4096
#define BUS_MAX 0xff

struct builder {
	struct bp_pci_records *records;
	const struct bp_pci_root *root;
	struct bp_machine_line *line;
	unsigned nr;
	unsigned last_bus;
	struct bp_error *err;
	struct bp_place at;
};

static int bad(struct builder *b, const struct bp_machine_line *line, const char *text)
{
	struct bp_place at = b->at;

	at.line = line->record.line;
	return bp_place_error(&at, b->err, "%s: %s", line->kind->name, text);
}

/* What may stand where (A1.2, A1.3). */
static const char *refusal(const struct bp_machine_line *line, enum bp_machine_bus bus)
{
	static const struct {
		enum bp_machine_bus bus;
		const char *text;
	} texts[] = {
		{ BP_MACHINE_ROOT, "cannot stand on a root bus: host_bridge, root_port, bridge, "
				   "integrated and device can" },
		{ BP_MACHINE_LINK, "cannot stand below a link: upstream, pcie_bridge and endpoints "
				   "can" },
		{ BP_MACHINE_SWITCH, "cannot stand inside a switch: downstream can" },
		{ BP_MACHINE_WIRE, "cannot stand on a conventional bus: bridge and device can" },
	};

	for (size_t i = 0; i < bp_array_size(texts); i++)
		if (texts[i].bus == bus && !(line->kind->on & bus))
			return texts[i].text;
	if (bus == BP_MACHINE_LINK && line->has_place && PCI_SLOT(line->devfn))
		return "a link leads to one device, of slot 0 (P2P-A1.3)";
	return NULL;
}

/* The next slot; below a link the next function of the one device. */
static int next_place(const struct bp_machine_line *line, enum bp_machine_bus bus, int last)
{
	if (line->has_place)
		return line->devfn;
	if (bus == BP_MACHINE_LINK)
		return last < 0 ? 0 : last + 1;
	if (last < 0 && bus == BP_MACHINE_ROOT && strcmp(line->kind->name, "host_bridge"))
		return PCI_DEVFN(1, 0); /* 00.0 is the host bridge's */
	return last < 0 ? 0 : (PCI_SLOT(last) + 1) << 3;
}

static int place_line(struct builder *b, unsigned index, u8 bus, int devfn)
{
	struct bp_machine_line *line = &b->line[index];
	struct bp_pci_record *r = bp_pci_records_add(b->records, b->err);

	if (!r)
		return -EINVAL;
	if (line->kind->below) {
		if (line->has_bus && line->bus <= b->last_bus)
			return bad(b, line, "its bus is taken: numbers rise downwards");
		b->last_bus = line->has_bus ? line->bus : b->last_bus + 1;
		if (b->last_bus > BUS_MAX)
			return bad(b, line, "there is no bus number left: ff is the last");
		line->record.primary = bus;
		line->record.secondary = (u8)b->last_bus;
	}
	*r = line->record;
	r->domain = b->root->domain;
	r->bus = bus;
	r->devfn = (u8)devfn;
	return 0;
}

/* One past the lines that stand below a line. */
static unsigned end_of(const struct builder *b, unsigned index)
{
	unsigned end = index + 1;

	while (end < b->nr && b->line[end].depth > b->line[index].depth)
		end++;
	return end;
}

/* Lines [first, end) stand on one bus, or below those that do. */
static int place_bus(struct builder *b, unsigned first, unsigned end, u8 bus,
		     enum bp_machine_bus kind)
{
	int last = -1, rc = 0;

	for (unsigned i = first, next; !rc && i < end; i = next) {
		struct bp_machine_line *line = &b->line[i];
		const char *no = refusal(line, kind);
		unsigned mine = b->records->n;

		next = end_of(b, i);
		if (line->depth != b->line[first].depth)
			return bad(b, line,
				   "stands deeper than the line before and less deep than "
				   "those above: functions of one bus begin in one "
				   "column");
		if (no)
			return bad(b, line, no);
		if (!line->kind->below && next > i + 1)
			return bad(b, &b->line[i + 1], "stands below what is no bridge");
		last = next_place(line, kind, last);
		if (last > PCI_DEVFN(31, 7) || (kind == BP_MACHINE_LINK && last > 7))
			return bad(b, line, "there is no place left on its bus");
		rc = place_line(b, i, bus, last);
		if (!rc && line->kind->below)
			rc = place_bus(b, i + 1, next, (u8)b->last_bus, line->kind->below);
		if (!rc)
			b->records->at[mine].subordinate = (u8)b->last_bus;
	}
	return rc;
}

static int read_lines(struct builder *b, char *text)
{
	struct bp_place at = b->at;

	for (char *line = text, *next; line; line = next) {
		char *end = strchr(line, '\n');
		int rc;

		at.line++;
		next = end ? end + 1 : NULL;
		if (end)
			*end = '\0';
		if (!line[strspn(line, " ")])
			continue;
		if (b->nr == LINES_MAX)
			return bp_place_error(&at, b->err, "at most 4096 functions are allowed");
		rc = bp_machine_line_parse(&at, line, &b->line[b->nr++], b->err);
		if (rc)
			return rc;
	}
	return b->nr ? 0 : bp_place_error(&b->at, b->err, "no function is in it");
}

int bp_machine_tree(struct bp_pci_records *records, const struct bp_pci_root *root,
		    const struct bp_place *at, const char *text, struct bp_error *err)
{
	struct builder b = {
		.records = records, .root = root, .err = err, .at = *at, .last_bus = root->bus
	};
	char *copy = strdup(text);
	int rc = -ENOMEM;

	b.line = calloc(LINES_MAX, sizeof(*b.line));
	if (copy && b.line)
		rc = read_lines(&b, copy);
	else
		bp_error_set(err, NULL, 0, NULL, "out of memory");
	if (!rc)
		rc = place_bus(&b, 0, b.nr, root->bus, BP_MACHINE_ROOT);
	free(copy);
	free(b.line);
	return rc ? rc : (int)b.last_bus;
}
