/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input/pci_survey.h"
#include "input/pci_tree.h"
#include "input/pci_unknown.h"
#include "input/pci_virtual.h"
#include "pci/assign.h"

struct builder {
	struct bp_pci_tree *tree;
	struct bp_pci_records *records;
	struct bp_error *err;
	struct bp_pci_survey survey;
	bool has_bytes; /* of any function: one without was cut off */
};

static int bad(struct builder *b, const struct bp_pci_record *r, const char *text)
{
	char name[BP_PCI_NAME_MAX];

	return bp_error_set(b->err, b->records->source, r->line, bp_pci_record_name(r, name), "%s",
			    text);
}

static struct bp_pci_function describe(const struct bp_pci_record *r)
{
	struct bp_pci_function what = {
		.slot = PCI_SLOT(r->devfn),
		.function = PCI_FUNC(r->devfn),
		.is_bridge = r->is_bridge,
		.is_pcie = r->is_pcie,
		.pcie_type = r->pcie_type,
		.vendor = r->vendor,
		.device = r->device,
		.class_code = r->class_code,
		.secondary = r->secondary,
		.subordinate = r->subordinate,
		.config = r->config,
		.config_bytes = r->config_bytes,
		.has_acs = r->has_acs,
		.acs_cap = r->acs_cap | r->acs_ctrl, /* what is on is there */
		.acs_ctrl = r->acs_ctrl,
		.acs_vector = r->acs_vector,
		.has_command = r->has_command,
		.command = r->command,
		.line = r->line,
	};

	memcpy(what.bars, r->bars, sizeof(what.bars));
	memcpy(what.windows, r->windows, sizeof(what.windows));
	return what;
}

/* A last bus beyond that of the bridge above, or beyond the next bridge's, is cut with a warning.
 */
static void cut_numbers(struct builder *b, const struct pci_bus *bus, struct bp_pci_function *what,
			const struct bp_pci_record *r)
{
	unsigned last = what->subordinate;
	char name[BP_PCI_NAME_MAX];

	if (last > bus->busn_end)
		last = bus->busn_end;
	for (unsigned i = what->secondary + 1u; i <= last; i++) {
		int owner = b->survey.owner[i];

		if (owner >= 0 && b->records->at[owner].bus == r->bus)
			last = i - 1;
	}
	if (last == what->subordinate || last < what->secondary)
		return;
	bp_pci_records_warn(b->records,
			    "%s: its buses %02x to %02x overlap those of another bridge; up to "
			    "%02x are taken for its own",
			    bp_pci_record_name(r, name), what->secondary, what->subordinate, last);
	what->subordinate = (u8)last;
}

/*
 * Text that lists capabilities tells of access control by its absence too; text that names it
 * without its state leaves that unknown.
 */
static void set_known(const struct builder *b, const struct bp_pci_record *r)
{
	if (r->config_bytes == PCI_CFG_SPACE_EXP_SIZE || !r->is_pcie)
		return;
	if (r->acs_hidden || (b->has_bytes && !r->config_bytes))
		r->dev->config_bytes = PCI_CFG_SPACE_SIZE;
	else if (r->has_caps)
		r->dev->config_bytes = PCI_CFG_SPACE_EXP_SIZE;
}

static int add(struct builder *b, struct pci_bus *bus, struct bp_pci_record *r)
{
	struct bp_pci_function what = describe(r);
	int error;

	if (bp_pci_record_has_bus(r))
		cut_numbers(b, bus, &what, r);
	if (r->physfn >= 0)
		what.physfn = b->records->at[r->physfn].dev;
	error = bp_pci_tree_add(b->tree, bus, &what, &r->dev, b->err);
	if (!error)
		set_known(b, r);
	else if (b->err)
		snprintf(b->err->file, sizeof(b->err->file), "%s", b->records->source);
	return error;
}

/* Depth first; numbers of buses rise, so the depth is bounded (A1.6). */
static int add_bus(struct builder *b, struct pci_bus *bus)
{
	unsigned first = b->survey.first[bus->number], n = b->survey.n[bus->number];

	for (unsigned i = first; i < first + n; i++) {
		struct bp_pci_record *r = &b->records->at[i];
		int error = r->physfn < 0 ? add(b, bus, r) : 0;

		if (!error && r->dev && r->dev->subordinate)
			error = add_bus(b, r->dev->subordinate);
		if (error)
			return error;
	}
	return 0;
}

/* Virtual functions come when their driver is there: after everything else (P-32). */
static int add_virtual(struct builder *b)
{
	for (unsigned i = b->survey.start; i < b->survey.end; i++) {
		struct bp_pci_record *r = &b->records->at[i];
		struct pci_bus *bus = bp_pci_tree_bus(b->tree, r->domain, r->bus);
		struct pci_dev *physfn = r->physfn < 0 ? NULL : b->records->at[r->physfn].dev;
		int error;

		if (!physfn)
			continue;
		if (!bus)
			bus = bp_pci_tree_virtual_bus(b->tree, physfn, r->bus);
		error = bus ? add(b, bus, r) : bad(b, r, "out of memory");
		if (error)
			return error;
	}
	return 0;
}

/* A dump does not tell of windows. */
static struct pci_host_bridge *add_root(struct builder *b, u8 bus)
{
	const struct bp_pci_root *root = bp_pci_records_root(b->records, b->survey.domain, bus);

	if (!root)
		return bp_pci_tree_root(b->tree, b->survey.domain, bus, NULL, 0, 0);
	return bp_pci_tree_root(b->tree, root->domain, bus, root->windows, root->nr_windows,
				root->dma_offset);
}

static int build_domain(struct builder *b)
{
	for (unsigned bus = 0; bus < BP_PCI_BUSES; bus++) {
		struct pci_host_bridge *bridge;
		int error;

		if (b->survey.owner[bus] >= 0 ||
		    !bp_pci_survey_is_real(b->records, &b->survey, bus))
			continue;
		bp_pci_survey_warn_root(b->records, &b->survey, bus);
		bridge = add_root(b, (u8)bus);
		error = bridge ? add_bus(b, bridge->bus)
			       : bad(b, &b->records->at[b->survey.first[bus]], "out of memory");
		if (error)
			return error;
	}
	return add_virtual(b);
}

/* As firmware does: BARs get addresses in the first window of their host bridge. */
static void place_memory(struct builder *b)
{
	const struct pci_host_bridge *bridge;

	TAILQ_FOREACH (bridge, &bp_pci_tree_pci(b->tree)->bridges, link)
		if (bridge->nr_windows)
			bp_pci_assign(bridge, bridge->windows[0].res.start,
				      bridge->windows[0].offset);
	for (unsigned i = 0; i < b->records->n; i++) {
		struct bp_pci_record *r = &b->records->at[i];

		memcpy(r->bars, r->dev->resource, sizeof(r->bars));
		r->bars_known = r->bars_there;
		r->windows_known = true;
	}
}

/* The whole is judged by functions; a person wants the line. */
static int tell_odd(struct builder *b, const struct bp_error *odd)
{
	struct bp_pci_record at;
	const char *end = bp_pci_address_parse(odd->key, &at);
	const struct bp_pci_record *r =
		end ? bp_pci_records_find(b->records, at.domain, at.bus, at.devfn) : NULL;

	bp_error_set(b->err, b->records->source, r ? r->line : 0, odd->key, "%s", odd->text);
	return -EINVAL;
}

int bp_pci_tree_build(struct bp_pci_tree *tree, struct bp_pci_records *records,
		      struct bp_error *err)
{
	struct builder b = { .tree = tree, .records = records, .err = err };
	struct bp_error odd = { 0 };
	int error = bp_pci_unknown_check(records, err);

	if (error)
		return error;
	b.has_bytes = bp_pci_unknown_bytes(records) < records->n;
	bp_pci_virtual_find(records);
	for (unsigned start = 0; start < records->n; start = b.survey.end) {
		error = bp_pci_survey(&b.survey, records, start, err);
		if (!error)
			error = build_domain(&b);
		if (error)
			return error;
	}
	if (records->is_described)
		place_memory(&b);
	if (!bp_pci_tree_check(tree, &odd))
		return 0;
	if (records->is_described)
		return tell_odd(&b, &odd);
	bp_pci_records_warn(records, "%s: %s", odd.key, odd.text);
	return 0;
}

void bp_pci_tree_policies(const struct bp_pci_records *records, struct bp_fabric *fabric)
{
	const struct pci_host_bridge *bridge;

	TAILQ_FOREACH (bridge, &fabric->pci->bridges, link) {
		const struct bp_pci_root *root =
			bp_pci_records_root(records, bridge->domain, bridge->bus->number);

		bp_fabric_bridge(fabric, bridge)->policy =
			root && root->has_policy ? root->policy : BP_POLICY_ALL;
	}
}
