/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ways side by side, as text.
 */
#include "cli/copy.h"
#include "cli/topo.h"
#include "cli/traffic.h"
#include "draw/size.h"
#include "draw/words.h"
#include "pci/flow.h"

#define LEFT 40
#define NUMBER 10

static void print_end(FILE *out, const struct bp_copies *copies, const struct pci_dev *dev)
{
	const char *words = bp_traffic_name(&copies->pair->machine.records, dev);
	char name[BP_PCI_NAME_MAX];

	fprintf(out, "%s%s%s", bp_pci_name(dev, name), *words ? " " : "", words);
}

static void print_heading(FILE *out, const struct bp_copies *copies)
{
	char bytes[BP_SIZE_MAX], buffer[BP_SIZE_MAX];

	bp_size_words(bytes, sizeof(bytes), copies->bytes);
	bp_size_words(buffer, sizeof(buffer), copies->buffer_bytes);
	fprintf(out, "%s: %s, %s at a time\n", copies->pair->machine.records.source, bytes, buffer);
	fputs("  from  ", out);
	print_end(out, copies, copies->pair->from.function);
	fputs("\n  to    ", out);
	print_end(out, copies, copies->pair->to.function);
	fputs("\n\n", out);
}

static void print_way(FILE *out, const struct bp_copy *copy)
{
	char outcome[80];

	fprintf(out, "  through %-20s  %s\n", bp_copy_way_words(copy->way),
		bp_copy_outcome(copy, outcome, sizeof(outcome)));
	if (copy->state == BP_COPY_NO_MEMORY || copy->state == BP_COPY_REFUSED)
		return;
	fprintf(out, "  %28s  %llu commands, %llu mappings of memory", "", (ull)copy->commands,
		(ull)copy->mappings);
	if (copy->way != BP_COPY_BY_RAM)
		fprintf(out, "; at bus address 0x%llx, distance %d", (ull)copy->bus,
			copy->distance);
	fputc('\n', out);
}

static bool was_tried(const struct bp_copy *copy)
{
	return copy->moved.nr_functions;
}

/* A heading over two columns, for each way that was tried. */
static void print_columns(FILE *out, const struct bp_copies *copies)
{
	fprintf(out, "\n%-*s", LEFT, "bytes of data on the link below");
	for (unsigned way = 0; way < BP_COPY_WAYS; way++)
		if (was_tried(&copies->copy[way]))
			fprintf(out, "  %*s", 2 * NUMBER + 1, bp_copy_way_words(way));
	fprintf(out, "\n%-*s", LEFT, "");
	for (unsigned way = 0; way < BP_COPY_WAYS; way++)
		if (was_tried(&copies->copy[way]))
			fprintf(out, "  %*s %*s", NUMBER, "up", NUMBER, "down");
	fputc('\n', out);
}

static void print_link(FILE *out, const struct bp_copies *copies, unsigned index)
{
	const struct pci_dev *dev = copies->pair->fabric->node[index].dev;
	char left[80], name[BP_PCI_NAME_MAX];

	snprintf(left, sizeof(left), "  %s %s", bp_pci_name(dev, name), bp_topo_kind(dev));
	fprintf(out, "%-*s", LEFT, left);
	for (unsigned way = 0; way < BP_COPY_WAYS; way++) {
		const struct bp_snapshot *moved = &copies->copy[way].moved;

		if (was_tried(&copies->copy[way]))
			fprintf(out, "  %*llu %*llu", NUMBER,
				(ull)bp_traffic_payload(&moved->function[index].up), NUMBER,
				(ull)bp_traffic_payload(&moved->function[index].down));
	}
	fputc('\n', out);
}

/* Sums of the machine (P2P-A9.6). */
static const struct {
	const char *words;
	size_t offset;
} sums[] = {
	{ "written to RAM", offsetof(struct bp_flows, ram_wr) },
	{ "read from RAM", offsetof(struct bp_flows, ram_rd) },
	{ "from device to device inside a switch", offsetof(struct bp_flows, p2p) },
	{ "within a drive", offsetof(struct bp_flows, dev_internal) },
};

static void print_sums(FILE *out, const struct bp_copies *copies)
{
	fputs("bytes in all\n", out);
	for (unsigned i = 0; i < bp_array_size(sums); i++) {
		fprintf(out, "  %-*s", LEFT - 2, sums[i].words);
		for (unsigned way = 0; way < BP_COPY_WAYS; way++) {
			const struct bp_copy *copy = &copies->copy[way];
			const struct bp_flows flows =
				was_tried(copy) ? bp_flows_of(copies->pair->fabric, &copy->moved)
						: (struct bp_flows){ 0 };

			if (was_tried(copy))
				fprintf(out, "  %*llu", 2 * NUMBER + 1,
					(ull) * (const u64 *)(const void *)((const char *)&flows +
									    sums[i].offset));
		}
		fputc('\n', out);
	}
}

void bp_copies_print(FILE *out, const struct bp_copies *copies)
{
	const struct bp_fabric *fabric = copies->pair->fabric;

	print_heading(out, copies);
	for (unsigned way = 0; way < BP_COPY_WAYS; way++)
		print_way(out, &copies->copy[way]);
	print_columns(out, copies);
	for (unsigned i = 0; i < fabric->nr_nodes; i++)
		if (bp_traffic_has_link(fabric->node[i].dev))
			print_link(out, copies, i);
	print_sums(out, copies);
}
