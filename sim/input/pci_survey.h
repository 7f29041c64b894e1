/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The buses of one domain, before a tree is made of them (docs/spec/p2pdma-newer.md 11).
 */
#ifndef SIM_INPUT_PCI_SURVEY_H
#define SIM_INPUT_PCI_SURVEY_H

#include "input/pci_record.h"

#define BP_PCI_BUSES 256

/**
 * struct bp_pci_survey - where the functions of each bus stand, and who has it below
 * @domain: its number
 * @start: first record of the domain
 * @end: first record behind it
 * @first: first record of each bus
 * @n: how many records each bus has
 * @owner: record of the bridge above each bus; -1 without
 */
struct bp_pci_survey {
	u32 domain;
	unsigned start;
	unsigned end;
	unsigned first[BP_PCI_BUSES];
	unsigned n[BP_PCI_BUSES];
	int owner[BP_PCI_BUSES];
};

/**
 * bp_pci_survey - look at the records of a domain
 * @survey: receives what is found
 * @records: sorted records; a last bus before the first is mended, with a warning
 * @start: first record of the domain
 * @err: receives the message
 *
 * Return: 0; negative errno with @err filled for a bus below two bridges, and for buses in a
 * circle.
 */
int bp_pci_survey(struct bp_pci_survey *survey, struct bp_pci_records *records, unsigned start,
		  struct bp_error *err);

/* Whether it has a bus; firmware leaves the number 0 where it did not look (P-90). */
bool bp_pci_record_has_bus(const struct bp_pci_record *record);

/* Whether a bus has functions that are not virtual. */
bool bp_pci_survey_is_real(const struct bp_pci_records *records, const struct bp_pci_survey *survey,
			   unsigned bus);

/* Warns of a root bus that may be none: the dump may lack the bridge above. */
void bp_pci_survey_warn_root(struct bp_pci_records *records, const struct bp_pci_survey *survey,
			     unsigned bus);

#endif
