/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-P2P-1 to -4: distances and choices, real ones and told ones.
 */
#include <errno.h>
#include <string.h>

#include "bp_test.h"
#include "p2p.h"

#include <blkpath/check.h>

#define TREE                                                                                       \
	"HB/1022:1450 ; RP.1d - U - { D - a , D.8 - b , D - U - { D - c } } ; RP - d.4 ; "         \
	"ROOT/40 ; HB/1022:1450 ; RP - { e , f@0.1^e }"

struct t_hearing {
	struct t_p2p t;
	struct bp_check *check;
};

static void open_hearing(struct t_hearing *h, const char *rules)
{
	t_p2p_init(&h->t, TREE, BP_P2P_DIRECT, 0);
	h->t.p2p.rules = bp_p2p_rules_find(rules);
	h->check = bp_check_new(&h->t.pci.env);
	assert_non_null(h->check);
}

static void close_hearing(struct t_hearing *h)
{
	bp_check_free(h->check);
	t_p2p_fini(&h->t);
}

static void say(struct t_hearing *h, enum bp_event_id id, struct bp_p2p_call call)
{
	const struct bp_event event = { .id = id, .env = &h->t.pci.env, .p2p = &call };

	bp_check_event(h->check, &event);
}

static unsigned clients_of(struct t_hearing *h, const char *names, struct device *clients[4])
{
	unsigned n = 0;

	for (; names[n]; n++)
		clients[n] = &t_p2p_dev(&h->t, names[n])->dev;
	return n;
}

/* How often each was judged, and found broken: '-' never, 'h' it held, 'b' it was broken. */
static void expect(const struct t_hearing *h, const char *verdicts)
{
	for (int i = 0; verdicts[i]; i++) {
		const enum bp_invariant id = (enum bp_invariant)(BP_INV_P2P_1 + i);
		char got = bp_check_count(h->check, id) ? 'b' : 'h';

		if (!bp_check_judged(h->check, id))
			got = '-';
		if (got != verdicts[i])
			fail_msg("%s: %c instead of %c", bp_invariant_get(id)->id, got,
				 verdicts[i]);
	}
}

static void distances__told__judged(void **state)
{
	static const struct {
		const char *rules;
		char provider;
		const char *clients;
		int result;
		const char *verdicts; /* INV-P2P-1, -2, -3 */
	} cases[] = {
		{ "v5.2", 'a', "c", 6, "h-h" },
		{ "v5.2", 'c', "a", 6, "h-h" },
		{ "v5.2", 'a', "c", 7, "b-h" },
		{ "v5.2", 'a', "c", -1, "b--" },
		{ "v5.2", 'a', "c", -ENOMEM, "---" },
		/* a redirect on the client's side, on the provider's, above: of no account */
		{ "v5.2", 'a', "b", 4, "h-b" },
		{ "v5.2", 'b', "a", 4, "h-b" },
		{ "v5.2", 'a', "b", -1, "---" },
		{ "v6.1", 'a', "b", 4, "h--" },
		/* themselves */
		{ "v5.2", 'a', "a", 0, "hhh" },
		{ "v5.2", 'a', "a", 2, "bbh" },
		{ "v5.2", 'a', "a", -1, "bb-" },
		{ "v5.2", 'a', "a", -ENOMEM, "---" },
		{ "v5.2", 'd', "d", -1, "-h-" },
		{ "v5.2", 'd', "d", 0, "hhb" },
		{ "v5.2", 'b', "b", 0, "hhh" },
		/* through host bridges */
		{ "v5.2", 'a', "d", 0x1006, "h--" },
		{ "v5.2", 'a', "d", 6, "b-b" },
		{ "v5.2", 'a', "e", 0x1006, "h--" },
		{ "v5.2", 'a', "e", -1, "---" },
		{ "v6.1", 'a', "e", 6, "h--" },
		{ "v6.1", 'a', "e", 0x1006, "b--" },
		/* a virtual function is below what its physical one is below */
		{ "v5.2", 'e', "f", 2, "h-h" },
		{ "v5.2", 'e', "f", -1, "b--" },
		/* sums */
		{ "v5.2", 'a', "ac", 6, "h-h" },
		{ "v5.2", 'a', "ca", 5, "b-h" },
		{ "v5.2", 'a', "cb", -1, "---" },
		{ "v5.2", 'a', "cd", 0x100c, "h--" },
		{ "v5.2", 'a', "", -1, "h--" },
		{ "v5.2", 'a', "", 0, "b-h" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct device *clients[4];
		struct t_hearing h;

		open_hearing(&h, cases[i].rules);
		say(&h, BP_EV_P2P_DISTANCE,
		    (struct bp_p2p_call){ .provider = t_p2p_dev(&h.t, cases[i].provider),
					  .clients = clients,
					  .nr_clients =
						  (int)clients_of(&h, cases[i].clients, clients),
					  .result = cases[i].result });
		expect(&h, cases[i].verdicts);
		close_hearing(&h);
	}
}

/* B5.2: who takes pointers for addresses, and what is no function, is refused; P-80. */
static void distances__refused_clients__judged(void **state)
{
	static const struct {
		const char *rules;
		bool pointers, no_pci;
		int result;
		const char *verdicts;
	} cases[] = {
		{ "v5.2-rc5", true, false, -1, "h--" }, { "v5.2-rc5", true, false, 0, "b-h" },
		{ "v5.2", true, false, -1, "bb-" },	{ "v5.2", true, false, 0, "hhh" },
		{ "v5.2", false, true, -1, "h--" },	{ "v5.2", false, true, 0, "b-h" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct device stranger = { 0 }, *clients[1];
		struct t_hearing h;
		struct pci_dev *a;

		open_hearing(&h, cases[i].rules);
		a = t_p2p_dev(&h.t, 'a');
		a->dev.dma_kind = cases[i].pointers ? BP_DMA_VIRT : BP_DMA_DIRECT;
		clients[0] = cases[i].no_pci ? &stranger : &a->dev;
		say(&h, BP_EV_P2P_DISTANCE,
		    (struct bp_p2p_call){ .provider = a,
					  .clients = clients,
					  .nr_clients = 1,
					  .result = cases[i].result });
		expect(&h, cases[i].verdicts);
		close_hearing(&h);
	}
}

static void put(u8 *at, u32 value)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (u8)(value >> 8 * i);
}

/* B4.4: the list of extended capabilities, and the bits that redirect. */
static void distances__acs_in_the_list__found(void **state)
{
	static const struct {
		u32 first, second; /* at 0x100, at 0x148 */
		u16 control;
		unsigned known;
		bool redirects;
	} cases[] = {
		{ 0x14810001, 0x0001000d, 0x04, 4096, true },
		{ 0x14810001, 0x0001000d, 0x08, 4096, true },
		{ 0x14810001, 0x0001000d, 0x20, 4096, true },
		{ 0x14810001, 0x0001000d, 0x53, 4096, false },
		{ 0x14810001, 0x0001000d, 0x04, 256, false },
		{ 0x00010001, 0x0001000d, 0x04, 4096, false },
		{ 0x14810001, 0x10010002, 0x04, 4096, false }, /* it loops */
		{ 0x14a10001, 0x0001000d, 0x04, 4096, true },  /* low bits are reserved */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		static u8 config[4096];
		struct device *clients[1];
		struct t_hearing h;
		struct pci_dev *a;
		u8 *before;
		unsigned bytes;

		open_hearing(&h, "v5.2");
		a = t_p2p_dev(&h.t, 'a');
		clients[0] = &a->dev;
		before = a->config;
		bytes = a->config_bytes;
		memset(config, 0, sizeof(config));
		put(config + 0x100, cases[i].first);
		put(config + 0x148, cases[i].second);
		put(config + 0x14c, (u32)cases[i].control << 16 | 0x7f);
		a->config = config;
		a->config_bytes = cases[i].known;
		say(&h, BP_EV_P2P_DISTANCE,
		    (struct bp_p2p_call){ .provider = a, .clients = clients, .nr_clients = 1 });
		expect(&h, cases[i].redirects ? "hhb" : "hhh");
		a->config = before;
		a->config_bytes = bytes;
		close_hearing(&h);
	}
}

/* What is asked for real, of every pair, both ways. */
static void distances__real__held(void **state)
{
	static const char *const rules[] = { "v5.2-rc5", "v5.2", "v6.1" };

	(void)state;
	for (size_t i = 0; i < bp_array_size(rules); i++) {
		struct t_hearing h;

		open_hearing(&h, rules[i]);
		for (char p = 'a'; p <= 'f'; p++)
			for (char c = 'a'; c <= 'f'; c++)
				pci_p2pdma_distance(t_p2p_dev(&h.t, p), &t_p2p_dev(&h.t, c)->dev,
						    c & 1);
		assert_int_equal(bp_check_judged(h.check, BP_INV_P2P_2), 6);
		assert_int_equal(bp_check_total(h.check), 0);
		t_p2p_fail(&h.t, BP_ALLOC_SCRATCH, 0);
		pci_p2pdma_distance(t_p2p_dev(&h.t, 'a'), &t_p2p_dev(&h.t, 'a')->dev, true);
		assert_int_equal(bp_check_total(h.check), 0);
		close_hearing(&h);
	}
}

static void give_out(struct t_hearing *h, const char *names)
{
	for (; *names; names++) {
		struct pci_dev *pdev = t_p2p_dev(&h->t, *names);

		assert_int_equal(pci_p2pdma_add_resource(pdev, 0, 0, 0), 0);
		pci_p2pmem_publish(pdev, true);
	}
}

/* A client c; what is said to be found, and how many references are said to be taken of whom. */
static void p2p_4__choices_told__judged(void **state)
{
	static const struct {
		const char *published;
		char found;
		const char *taken;
		bool begun;
		u64 judged, broken;
	} cases[] = {
		{ "ae", 'a', "a", true, 3, 0 },	 { "ae", 'e', "e", true, 4, 1 }, /* a is nearer */
		{ "ba", 'a', "a", true, 3, 0 },					 /* b is refused */
		{ "ba", 'a', "", true, 3, 1 },	 { "ba", 'a', "aa", true, 3, 1 },
		{ "ba", 'a', "ab", true, 3, 1 }, { "ba", 'a', "aa", false, 1, 0 },
		{ "a", 0, "", true, 1, 0 },	 { "a", 0, "a", true, 1, 1 },
		{ "ca", 'c', "c", true, 4, 0 },	 { "ca", 'a', "a", true, 4, 1 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct device *clients[4];
		struct t_hearing h;

		open_hearing(&h, "v5.2");
		give_out(&h, cases[i].published);
		clients_of(&h, "c", clients);
		if (cases[i].begun)
			say(&h, BP_EV_P2P_FIND_BEGIN, (struct bp_p2p_call){ 0 });
		for (const char *name = cases[i].taken; *name; name++)
			pci_dev_get(t_p2p_dev(&h.t, *name));
		say(&h, BP_EV_P2P_FIND,
		    (struct bp_p2p_call){
			    .provider = cases[i].found ? t_p2p_dev(&h.t, cases[i].found) : NULL,
			    .clients = clients,
			    .nr_clients = 1 });
		assert_int_equal(bp_check_judged(h.check, BP_INV_P2P_4), cases[i].judged);
		assert_int_equal(bp_check_count(h.check, BP_INV_P2P_4), cases[i].broken);
		for (const char *name = cases[i].taken; *name; name++)
			pci_dev_put(t_p2p_dev(&h.t, *name));
		close_hearing(&h);
	}
}

static void p2p_4__hidden_memory_found__broken(void **state)
{
	struct device *clients[4];
	struct t_hearing h;

	(void)state;
	open_hearing(&h, "v5.2");
	give_out(&h, "ac");
	clients_of(&h, "c", clients);
	pci_p2pmem_publish(t_p2p_dev(&h.t, 'c'), false);
	say(&h, BP_EV_P2P_FIND,
	    (struct bp_p2p_call){
		    .provider = t_p2p_dev(&h.t, 'a'), .clients = clients, .nr_clients = 1 });
	assert_int_equal(bp_check_count(h.check, BP_INV_P2P_4), 0);
	say(&h, BP_EV_P2P_FIND,
	    (struct bp_p2p_call){
		    .provider = t_p2p_dev(&h.t, 'c'), .clients = clients, .nr_clients = 1 });
	assert_int_equal(bp_check_count(h.check, BP_INV_P2P_4), 1);
	/* who is gone publishes nothing */
	bp_p2p_unbind(t_p2p_dev(&h.t, 'a'));
	say(&h, BP_EV_P2P_FIND,
	    (struct bp_p2p_call){
		    .provider = t_p2p_dev(&h.t, 'e'), .clients = clients, .nr_clients = 1 });
	assert_int_equal(bp_check_count(h.check, BP_INV_P2P_4), 1);
	close_hearing(&h);
}

static void p2p_4__real_searches__held(void **state)
{
	struct device *clients[4];
	struct pci_dev *found;
	struct t_hearing h;

	(void)state;
	open_hearing(&h, "v5.2");
	give_out(&h, "abde");
	clients_of(&h, "cc", clients);
	found = pci_p2pmem_find_many(&h.t.p2p, clients, 2);
	assert_ptr_equal(found, t_p2p_dev(&h.t, 'a'));
	pci_dev_put(found);
	t_p2p_fail(&h.t, BP_ALLOC_SCRATCH, 0);
	assert_null(pci_p2pmem_find_many(&h.t.p2p, clients, 2));
	assert_true(bp_check_judged(h.check, BP_INV_P2P_4) >= 8);
	assert_int_equal(bp_check_total(h.check), 0);
	close_hearing(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distances__told__judged),
		cmocka_unit_test(distances__refused_clients__judged),
		cmocka_unit_test(distances__acs_in_the_list__found),
		cmocka_unit_test(distances__real__held),
		cmocka_unit_test(p2p_4__choices_told__judged),
		cmocka_unit_test(p2p_4__hidden_memory_found__broken),
		cmocka_unit_test(p2p_4__real_searches__held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
