/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input/pci_tree.h"
#include "input/pci_unknown.h"
#include "input/pci_virtual.h"
#include "pci/assign.h"

#define BUSES 256

/* One domain: where the functions of each bus stand among the records, and which bridge has it. */
struct domain {
	u32 number;
	unsigned first[BUSES];
	unsigned n[BUSES];
	int owner[BUSES]; /* record of the bridge; -1 without */
};

struct builder {
	struct bp_pci_tree *tree;
	struct bp_pci_records *records;
	struct bp_error *err;
	struct domain domain;
	bool has_bytes; /* of any function: one without was cut off */
};

static int bad(struct builder *b, const struct bp_pci_record *r, const char *text)
{
	char name[BP_PCI_NAME_MAX];

	return bp_error_set(b->err, b->records->source, r->line, bp_pci_record_name(r, name), "%s",
			    text);
}

static int two_owners(struct builder *b, const struct bp_pci_record *r,
		      const struct bp_pci_record *other)
{
	char name[BP_PCI_NAME_MAX], other_name[BP_PCI_NAME_MAX];

	return bp_error_set(b->err, b->records->source, r->line, bp_pci_record_name(r, name),
			    "bus %02x is below it and below %s: a bus has one bridge above",
			    r->secondary, bp_pci_record_name(other, other_name));
}

/* Whether it has a bus; firmware leaves the number 0 where it did not look (P-90). */
static bool has_bus(const struct bp_pci_record *r)
{
	return r->is_bridge && r->secondary;
}

static int survey_bridge(struct builder *b, unsigned index)
{
	struct bp_pci_record *r = &b->records->at[index];
	int *owner = &b->domain.owner[r->secondary];
	char name[BP_PCI_NAME_MAX];

	if (r->secondary <= r->bus)
		return bad(b, r,
			   "the bus below it is the bus it is on or one before: the numbers of "
			   "buses rise downwards, so these would be a circle");
	if (*owner >= 0)
		return two_owners(b, r, &b->records->at[*owner]);
	*owner = (int)index;
	if (r->primary != r->bus)
		bp_pci_records_warn(b->records,
				    "%s: says that it is on bus %02x; the address counts",
				    bp_pci_record_name(r, name), r->primary);
	if (r->subordinate < r->secondary) {
		bp_pci_records_warn(b->records, "%s: its last bus %02x comes before its bus %02x",
				    bp_pci_record_name(r, name), r->subordinate, r->secondary);
		r->subordinate = r->secondary;
	}
	return 0;
}

/* The records of one domain, from @first on; returns how many, or an error. */
static int survey(struct builder *b, unsigned first, unsigned *n)
{
	struct domain *d = &b->domain;
	unsigned i;

	d->number = b->records->at[first].domain;
	memset(d->n, 0, sizeof(d->n));
	for (i = 0; i < BUSES; i++)
		d->owner[i] = -1;
	for (i = first; i < b->records->n && b->records->at[i].domain == d->number; i++) {
		const struct bp_pci_record *r = &b->records->at[i];
		int error = has_bus(r) ? survey_bridge(b, i) : 0;

		if (error)
			return error;
		if (!d->n[r->bus]++)
			d->first[r->bus] = i;
	}
	*n = i - first;
	return 0;
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
		int owner = b->domain.owner[i];

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

	if (has_bus(r))
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
	unsigned first = b->domain.first[bus->number], n = b->domain.n[bus->number];

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
static int add_virtual(struct builder *b, unsigned first, unsigned n)
{
	for (unsigned i = first; i < first + n; i++) {
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

/* Whether a bus has functions that are not virtual. */
static bool is_real(const struct builder *b, unsigned bus)
{
	for (unsigned i = 0; i < b->domain.n[bus]; i++)
		if (b->records->at[b->domain.first[bus] + i].physfn < 0)
			return true;
	return false;
}

/* A root bus among the buses of a bridge: the dump may lack the bridge between. */
static bool warn_orphan(struct builder *b, unsigned bus)
{
	for (unsigned i = bus; i-- > 0;) {
		int owner = b->domain.owner[i];
		const struct bp_pci_record *r = owner < 0 ? NULL : &b->records->at[owner];
		char name[BP_PCI_NAME_MAX];

		if (!r || r->subordinate < bus)
			continue;
		bp_pci_records_warn(b->records,
				    "%04x:%02x: no bridge has this bus, which is among those "
				    "below %s; it is taken for a root bus",
				    b->domain.number, bus, bp_pci_record_name(r, name));
		return true;
	}
	return false;
}

/* What hangs on a link, so that a root bus cannot have it; hypervisors give a guest some on bus 0.
 */
static bool hangs_on_link(const struct bp_pci_record *r)
{
	if (!r->is_pcie || r->physfn >= 0)
		return false;
	switch (r->pcie_type) {
	case PCI_EXP_TYPE_UPSTREAM:
	case PCI_EXP_TYPE_DOWNSTREAM:
		return true;
	case PCI_EXP_TYPE_ENDPOINT:
	case PCI_EXP_TYPE_LEG_END:
	case PCI_EXP_TYPE_PCI_BRIDGE:
		return r->bus;
	default:
		return false;
	}
}

/* A root bus only because the bridge above was cut off. */
static void warn_stump(struct builder *b, unsigned bus)
{
	for (unsigned i = 0; i < b->domain.n[bus]; i++) {
		const struct bp_pci_record *r = &b->records->at[b->domain.first[bus] + i];
		char name[BP_PCI_NAME_MAX];

		if (!hangs_on_link(r))
			continue;
		bp_pci_records_warn(
			b->records,
			"%04x:%02x: no bridge has this bus, and %s cannot stand on a root "
			"bus: the bridge above it is missing, and verdicts across it may "
			"be wrong",
			b->domain.number, bus, bp_pci_record_name(r, name));
		return;
	}
}

/* A dump does not tell of windows. */
static struct pci_host_bridge *add_root(struct builder *b, u8 bus)
{
	const struct bp_pci_root *root = bp_pci_records_root(b->records, b->domain.number, bus);

	if (!root)
		return bp_pci_tree_root(b->tree, b->domain.number, bus, NULL, 0, 0);
	return bp_pci_tree_root(b->tree, root->domain, bus, root->windows, root->nr_windows,
				root->dma_offset);
}

static int build_domain(struct builder *b, unsigned first, unsigned n)
{
	for (unsigned bus = 0; bus < BUSES; bus++) {
		struct pci_host_bridge *bridge;
		int error;

		if (!is_real(b, bus) || b->domain.owner[bus] >= 0)
			continue;
		if (!warn_orphan(b, bus))
			warn_stump(b, bus);
		bridge = add_root(b, (u8)bus);
		error = bridge ? add_bus(b, bridge->bus)
			       : bad(b, &b->records->at[b->domain.first[bus]], "out of memory");
		if (error)
			return error;
	}
	return add_virtual(b, first, n);
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
	for (unsigned first = 0, n = 0; first < records->n; first += n) {
		error = survey(&b, first, &n);
		if (!error)
			error = build_domain(&b, first, n);
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
