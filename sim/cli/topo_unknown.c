/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was odd in the input, and what it does not say (docs/spec/p2pdma-newer.md 11).
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/topo.h"

void bp_topo_print_warnings(FILE *out, const struct bp_topo *topo)
{
	const struct bp_pci_records *r = &topo->records;

	if (!r->nr_warnings)
		return;
	fputs("\nwarnings:\n", out);
	for (unsigned i = 0; i < bp_min(r->nr_warnings, (unsigned)BP_PCI_WARNINGS_MAX); i++)
		fprintf(out, "  %s\n", r->warning[i]);
	if (r->nr_warnings > BP_PCI_WARNINGS_MAX)
		fprintf(out, "  and %u more\n", r->nr_warnings - BP_PCI_WARNINGS_MAX);
}

static unsigned count_bars(const struct bp_topo *topo)
{
	unsigned n = 0;

	for (unsigned i = 0; i < topo->records.n; i++)
		n += (topo->records.at[i].bars_there & ~topo->records.at[i].bars_known) != 0;
	return n;
}

static unsigned count_ids(const struct bp_topo *topo)
{
	unsigned n = 0;

	for (unsigned i = 0; i < topo->records.n; i++)
		n += !topo->records.at[i].has_ids;
	return n;
}

static unsigned count_acs(const struct bp_topo *topo)
{
	const struct pci_dev *dev;
	unsigned n = 0, offset;
	u16 ctrl;

	TAILQ_FOREACH (dev, &topo->pci->devices, link)
		n += bp_topo_acs_read(dev, &offset, &ctrl) == BP_P2P_ACS_UNKNOWN;
	return n;
}

static void say_unknown(const struct bp_topo *topo, struct bp_topo_lines *lines)
{
	const struct bp_p2p_machine *m = &topo->options.machine;
	unsigned acs = count_acs(topo), bars = count_bars(topo), ids = count_ids(topo);
	bool described = topo->records.is_described;

	if (acs)
		bp_topo_say(lines,
			    "ACS of %u functions: all 4096 bytes are needed, or -vvv, as root",
			    acs);
	if (ids && !described)
		bp_topo_say(lines, "vendor and device of %u functions: -nn or bytes tell", ids);
	if (bars)
		bp_topo_say(lines, "BAR sizes of %u functions: -vvv or --resources tells", bars);
	if (m->cpu == BP_P2P_CPU_UNKNOWN)
		bp_topo_say(lines, "the CPU: --cpu MAKER:FAMILY tells");
	if (m->iommu == BP_P2P_IOMMU_UNKNOWN)
		bp_topo_say(lines, "whether an IOMMU translates: --iommu on|off tells");
	if (!described)
		bp_topo_say(lines,
			    "functions that firmware hides, and what the host bridge really does");
}

void bp_topo_print_unknown(FILE *out, const struct bp_topo *topo)
{
	struct bp_topo_lines *lines = calloc(1, sizeof(*lines));

	if (!lines)
		return;
	if (bp_topo_boots(&topo->options))
		fprintf(out,
			"\nACS is as %s would leave it after boot, if firmware left what the input "
			"has (P-61).\n",
			topo->options.rules->name);
	say_unknown(topo, lines);
	bp_topo_print_lines(out, "not known from the input", lines);
	free(lines);
}

static json_t *warnings_json(const struct bp_pci_records *records)
{
	json_t *warnings = json_array();

	for (unsigned i = 0; i < bp_min(records->nr_warnings, (unsigned)BP_PCI_WARNINGS_MAX); i++)
		json_array_append_new(warnings, json_string(records->warning[i]));
	return warnings;
}

json_t *bp_topo_json_end(const struct bp_topo *topo, json_t *document)
{
	struct bp_topo_lines *lines = calloc(1, sizeof(*lines));

	if (!lines || !document) {
		free(lines);
		json_decref(document);
		return NULL;
	}
	say_unknown(topo, lines);
	json_object_set_new(document, "warnings", warnings_json(&topo->records));
	json_object_set_new(document, "unknown", bp_topo_lines_json(lines));
	free(lines);
	return document;
}
