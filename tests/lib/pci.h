/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI trees as text, as p2pdma-newer.md 10 writes them:
 *
 *	HB/8086:4c43 ; RP.1d - U - { D.11 - a , D.11 - b } ; ROOT/40 ; RP - c
 *
 * HB is the device at 00.0, RP a root port, U and D the ports of a switch, B a conventional bridge;
 * small letters are endpoints and their names.  "-" leads below, "{ , }" has several functions on
 * one bus, ";" the next on the root bus.  Behind a word: ".1d" its ACS control word (without: no
 * such capability), "/8086:2030" its ids, "@2.1" slot and function (without: the next slot), "^a"
 * a virtual function of a.  ROOT/40 or ROOT/10000:40 begins another root bus; the first is 0000:00.
 */
#ifndef BP_TEST_PCI_H
#define BP_TEST_PCI_H

#include <blkpath/env.h>

#include "pci/tree.h"

struct t_pci {
	struct bp_env env;
	struct bp_pci_tree *tree;
	struct pci_dev *named[26];
};

/* Fails the test when the text is no tree. */
void t_pci_init(struct t_pci *pci, const char *text);
void t_pci_fini(struct t_pci *pci);

/* The endpoint of a letter. */
struct pci_dev *t_pci_named(const struct t_pci *pci, char name);

/* Any function by its full name. */
struct pci_dev *t_pci_at(const struct t_pci *pci, const char *name);

#endif
