/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine whose functions can give out their BARs: the tree is a text of pci.h.
 *
 * Each function that is no bridge has BAR 0 of 2 MiB, BAR 2 of 64 KiB in the same section, BAR 4 of
 * 1 GiB in sections of its own, and BAR 5 of I/O ports.
 */
#ifndef BP_TEST_P2P_H
#define BP_TEST_P2P_H

#include <blkpath/event.h>
#include <blkpath/memremap.h>
#include <blkpath/p2p_call.h>
#include <blkpath/p2p_use.h>

#include "pci.h"

#define T_P2P_BAR0 0x200000ull
#define T_P2P_BAR2 0x10000ull
#define T_P2P_BAR4 0x40000000ull

/* RAM is below this address, BARs of the first host bridge from the second one. */
#define T_P2P_RAM_END 0x80000000ull
#define T_P2P_WINDOW 0x4000000000ull
#define T_P2P_WINDOW_BYTES 0x1000000000ull

#define T_P2P_EVENTS 64
#define T_P2P_BRIDGES 4

/* What holds with page descriptors and without. */
#define t_for_each_profile(profile)                                                                \
	for (enum bp_p2p_profile profile = BP_P2P_PAGES; profile <= BP_P2P_DIRECT; profile++)

/**
 * struct t_p2p - machine
 * @pci: its tree
 * @p2p: its peer-to-peer support
 * @windows: one for each host bridge, owned by the tree
 * @draw: what the generator says, modulo what is asked for
 * @asked: what it was asked for last
 * @flushes: flushes of write-combined stores
 * @fail: kind of allocation that fails; BP_ALLOC_NR for none
 * @skip: how many of that kind succeed before
 * @lasting: all later ones fail too
 * @sink: records P2P_* events
 * @event: the first of them
 * @call: what each showed; zeros without
 * @nr_events: how many; more than T_P2P_EVENTS are counted alone
 */
struct t_p2p {
	struct t_pci pci;
	struct bp_p2p p2p;
	struct bp_pci_window *windows[T_P2P_BRIDGES];
	u32 draw;
	u32 asked;
	unsigned flushes;
	enum bp_alloc_kind fail;
	unsigned skip;
	bool lasting;
	struct bp_sink sink;
	enum bp_event_id event[T_P2P_EVENTS];
	struct bp_p2p_call call[T_P2P_EVENTS];
	unsigned nr_events;
};

/* @offset is that of the first host bridge's window; the others have 0. */
void t_p2p_init(struct t_p2p *t, const char *text, enum bp_p2p_profile profile, u64 offset);

/* Unbinds all functions; fails the test when anything is left. */
void t_p2p_fini(struct t_p2p *t);

/* Also with memory in use: for tests that end in a hang or leak on purpose. */
void t_p2p_drop(struct t_p2p *t);

struct pci_dev *t_p2p_dev(const struct t_p2p *t, char name);

/* Turns a switch of a function on. */
void t_p2p_defect(struct pci_dev *dev, enum bp_defect_id id);

/* The allocation of a kind after @skip others fails once. */
void t_p2p_fail(struct t_p2p *t, enum bp_alloc_kind kind, unsigned skip);

/* How often a site was hit. */
u64 t_p2p_hits(const struct t_p2p *t, enum bp_site_id site);

/* Forgets events. */
void t_p2p_forget(struct t_p2p *t);

/* The last event of a kind; fails the test without. */
const struct bp_p2p_call *t_p2p_last(const struct t_p2p *t, enum bp_event_id id);

/* Place of the first event of a kind; -1 without. */
int t_p2p_place(const struct t_p2p *t, enum bp_event_id id);

#endif
