/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "input/pci_survey.h"

bool bp_pci_record_has_bus(const struct bp_pci_record *record)
{
	return record->is_bridge && record->secondary;
}

static int circle(const struct bp_pci_records *records, const struct bp_pci_record *r,
		  struct bp_error *err)
{
	char name[BP_PCI_NAME_MAX];

	return bp_error_set(err, records->source, r->line, bp_pci_record_name(r, name),
			    "the bus below it is the bus it is on or one before: the numbers of "
			    "buses rise downwards, so these would be a circle");
}

static int two_owners(const struct bp_pci_records *records, const struct bp_pci_record *r,
		      const struct bp_pci_record *other, struct bp_error *err)
{
	char name[BP_PCI_NAME_MAX], other_name[BP_PCI_NAME_MAX];

	return bp_error_set(err, records->source, r->line, bp_pci_record_name(r, name),
			    "bus %02x is below it and below %s: a bus has one bridge above",
			    r->secondary, bp_pci_record_name(other, other_name));
}

static void mend_numbers(struct bp_pci_records *records, struct bp_pci_record *r)
{
	char name[BP_PCI_NAME_MAX];

	if (r->primary != r->bus)
		bp_pci_records_warn(records, "%s: says that it is on bus %02x; the address counts",
				    bp_pci_record_name(r, name), r->primary);
	if (r->subordinate >= r->secondary)
		return;
	bp_pci_records_warn(records, "%s: its last bus %02x comes before its bus %02x",
			    bp_pci_record_name(r, name), r->subordinate, r->secondary);
	r->subordinate = r->secondary;
}

static int survey_bridge(struct bp_pci_survey *survey, struct bp_pci_records *records,
			 unsigned index, struct bp_error *err)
{
	struct bp_pci_record *r = &records->at[index];
	int *owner = &survey->owner[r->secondary];

	if (r->secondary <= r->bus)
		return circle(records, r, err);
	if (*owner >= 0)
		return two_owners(records, r, &records->at[*owner], err);
	*owner = (int)index;
	mend_numbers(records, r);
	return 0;
}

int bp_pci_survey(struct bp_pci_survey *survey, struct bp_pci_records *records, unsigned start,
		  struct bp_error *err)
{
	unsigned i;

	survey->domain = records->at[start].domain;
	survey->start = start;
	memset(survey->n, 0, sizeof(survey->n));
	for (i = 0; i < BP_PCI_BUSES; i++)
		survey->owner[i] = -1;
	for (i = start; i < records->n && records->at[i].domain == survey->domain; i++) {
		const struct bp_pci_record *r = &records->at[i];
		int error = bp_pci_record_has_bus(r) ? survey_bridge(survey, records, i, err) : 0;

		if (error)
			return error;
		if (!survey->n[r->bus]++)
			survey->first[r->bus] = i;
	}
	survey->end = i;
	return 0;
}

bool bp_pci_survey_is_real(const struct bp_pci_records *records, const struct bp_pci_survey *survey,
			   unsigned bus)
{
	for (unsigned i = 0; i < survey->n[bus]; i++)
		if (records->at[survey->first[bus] + i].physfn < 0)
			return true;
	return false;
}

/* A root bus among the buses of a bridge: the dump may lack the bridge between. */
static bool warn_orphan(struct bp_pci_records *records, const struct bp_pci_survey *survey,
			unsigned bus)
{
	for (unsigned i = bus; i-- > 0;) {
		int owner = survey->owner[i];
		const struct bp_pci_record *r = owner < 0 ? NULL : &records->at[owner];
		char name[BP_PCI_NAME_MAX];

		if (!r || r->subordinate < bus)
			continue;
		bp_pci_records_warn(records,
				    "%04x:%02x: no bridge has this bus, which is among those "
				    "below %s; it is taken for a root bus",
				    survey->domain, bus, bp_pci_record_name(r, name));
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
static void warn_stump(struct bp_pci_records *records, const struct bp_pci_survey *survey,
		       unsigned bus)
{
	for (unsigned i = 0; i < survey->n[bus]; i++) {
		const struct bp_pci_record *r = &records->at[survey->first[bus] + i];
		char name[BP_PCI_NAME_MAX];

		if (!hangs_on_link(r))
			continue;
		bp_pci_records_warn(
			records,
			"%04x:%02x: no bridge has this bus, and %s cannot stand on a root "
			"bus: the bridge above it is missing, and verdicts across it may "
			"be wrong",
			survey->domain, bus, bp_pci_record_name(r, name));
		return;
	}
}

void bp_pci_survey_warn_root(struct bp_pci_records *records, const struct bp_pci_survey *survey,
			     unsigned bus)
{
	if (!warn_orphan(records, survey, bus))
		warn_stump(records, survey, bus);
}
