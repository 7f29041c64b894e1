/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a dump does not tell: absence from it is not absence (docs/spec/p2pdma-newer.md 11).
 */
#include <string.h>

#include "input/pci_unknown.h"

#define HEADER_BYTES 64
#define CLASS_PCI_BRIDGE 0x0604
#define CLASS_CARDBUS_BRIDGE 0x0607

unsigned bp_pci_unknown_bytes(const struct bp_pci_records *records)
{
	unsigned missing = 0;

	for (unsigned i = 0; i < records->n; i++)
		missing += !records->at[i].config_bytes;
	return missing;
}

/* More than the heading. */
static bool is_known(const struct bp_pci_record *r)
{
	return r->config_bytes >= HEADER_BYTES || r->has_text;
}

static void warn_denied(struct bp_pci_records *records)
{
	unsigned denied = 0;

	for (unsigned i = 0; i < records->n; i++)
		denied += records->at[i].denied && records->at[i].config_bytes < PCI_CFG_SPACE_SIZE;
	if (denied)
		bp_pci_records_warn(records,
				    "capabilities of %u functions were not shown (<access "
				    "denied>): what they are and their ACS is not known",
				    denied);
}

/* Where some functions have bytes, those without were cut off, and maybe their text too. */
static void warn_missing(struct bp_pci_records *records)
{
	unsigned missing = bp_pci_unknown_bytes(records);

	if (missing && missing < records->n)
		bp_pci_records_warn(records, "bytes of %u functions are missing or cut off",
				    missing);
}

static bool says_bridge(const struct bp_pci_record *r)
{
	if (r->has_class)
		return r->class_code == CLASS_PCI_BRIDGE || r->class_code == CLASS_CARDBUS_BRIDGE;
	return !strcmp(r->class_name, "PCI bridge") || !strcmp(r->class_name, "CardBus bridge");
}

/* What lies below such a bridge looks like the devices of root buses (P-90). */
static void warn_bridges(struct bp_pci_records *records)
{
	unsigned silent = 0;

	for (unsigned i = 0; i < records->n; i++) {
		const struct bp_pci_record *r = &records->at[i];

		silent += is_known(r) && says_bridge(r) && !r->is_bridge;
	}
	if (silent)
		bp_pci_records_warn(records,
				    "%u bridges do not say which buses they have below; those are "
				    "taken for root buses, and verdicts across them may be wrong",
				    silent);
}

/* Names alone make no tree: which bridge has which bus is not known. */
int bp_pci_unknown_check(struct bp_pci_records *records, struct bp_error *err)
{
	const struct bp_pci_record *first = &records->at[0];
	char name[BP_PCI_NAME_MAX];
	unsigned known = 0;

	for (unsigned i = 0; i < records->n; i++)
		known += is_known(&records->at[i]);
	if (!known)
		return bp_error_set(err, records->source, first->line,
				    bp_pci_record_name(first, name),
				    "only names are there: bridges are not known; take the output "
				    "of \"lspci -D -nn -vvv -xxxx\" as root");
	if (known < records->n)
		bp_pci_records_warn(records,
				    "of %u functions nothing but the name is known; they are "
				    "taken for devices without bus",
				    records->n - known);
	warn_denied(records);
	warn_missing(records);
	warn_bridges(records);
	return 0;
}
