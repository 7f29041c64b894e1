/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory is offered and found (P2P-B2.10, B6; P2P-F3; INV-P2P-4, INV-P2P-16, DEF-P2P-13).
 */
#include <errno.h>
#include <string.h>

#include "bp_test.h"
#include "p2p.h"

/* p2pdma.md F: m, n NVME0 and 1, r a network card with g a GPU, o NVME2, s a network card. */
#define T1                                                                                         \
	"HB/8086:4c43 ; RP - U - { D - m , D - n , D - U - { D - r , D - g } , D - U - D - o } ; " \
	"RP - s"

/* Gives out and publishes memory of some functions. */
static void offer(struct t_p2p *t, const char *letters)
{
	for (; *letters; letters++) {
		struct pci_dev *dev = t_p2p_dev(t, *letters);

		assert_int_equal(pci_p2pdma_add_resource(dev, 2, 0, 0), 0);
		pci_p2pmem_publish(dev, true);
	}
}

static struct pci_dev *find(struct t_p2p *t, const char *letters)
{
	struct device *clients[4];
	int nr = 0;

	for (; letters[nr]; nr++)
		clients[nr] = &t_p2p_dev(t, letters[nr])->dev;
	return pci_p2pmem_find_many(&t->p2p, clients, nr);
}

/* P2P-F3; each outcome of a tie (B6.4). */
static void pci_p2pmem_find_many__f3__nearest_with_one_reference(void **state)
{
	static const struct {
		const char *providers, *clients, *found; /* found: by each number drawn */
	} cases[] = {
		{ "mngo", "mr", "m" }, { "mngo", "mnr", "mn" }, { "mngo", "r", "g" },
		{ "mno", "r", "mn" },  { "o", "r", "o" },	{ "mngo", "rs", "" },
		{ "", "r", "" },       { "mngo", "", "" },	{ "mngo", "s", "" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		for (u32 drawn = 0; !drawn || drawn < strlen(cases[i].found); drawn++) {
			char wanted = cases[i].found[drawn];
			struct pci_dev *found;
			struct t_p2p t;

			t_p2p_init(&t, T1, BP_P2P_DIRECT, 0);
			offer(&t, cases[i].providers);
			t.draw = drawn;
			found = find(&t, cases[i].clients);
			assert_ptr_equal(found, wanted ? t_p2p_dev(&t, wanted) : NULL);
			assert_ptr_equal(t_p2p_last(&t, BP_EV_P2P_FIND)->provider, found);
			if (found) {
				assert_int_equal(found->refs, 1);
				assert_int_equal(cases[i].found[t.asked],
						 0); /* all were asked for */
				pci_dev_put(found);
			}
			t_p2p_fini(&t);
		}
}

static u64 numbers[2];

static void remember(struct bp_sink *sink, const struct bp_event *event)
{
	(void)sink;
	if (event->id == BP_EV_P2P_FIND) {
		numbers[0] = event->a;
		numbers[1] = event->b;
	}
}

/* P2P-B6.4: the draw is in the trace; without a generator the first one is taken. */
static void pci_p2pmem_find__draw__recorded(void **state)
{
	struct bp_sink sink = { .fn = remember };
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, T1, BP_P2P_DIRECT, 0);
	bp_sink_add(&t.pci.env, &sink);
	offer(&t, "mno");
	t.draw = 1;
	pci_dev_put(pci_p2pmem_find(&t.p2p, &t_p2p_dev(&t, 'r')->dev));
	assert_int_equal(numbers[0], 2);
	assert_int_equal(numbers[1], 1);
	t.p2p.ops = NULL;
	pci_dev_put(pci_p2pmem_find(&t.p2p, &t_p2p_dev(&t, 'r')->dev));
	assert_int_equal(numbers[1], 0);
	t_p2p_fini(&t);
}

/* P2P-B6.5: a full pool that is near beats an empty one that is far. */
static void pci_p2pmem_find__nearest_is_full__found_nevertheless(void **state)
{
	bp_virt_addr_t all;
	struct pci_dev *m;
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, T1, BP_P2P_PAGES, 0);
	offer(&t, "mo");
	m = t_p2p_dev(&t, 'm');
	all = pci_alloc_p2pmem(m, T_P2P_BAR2);
	pci_p2pmem_publish(m, false);
	pci_p2pmem_publish(m, true); /* P2P-B2.10: its size counts, not what is free */
	assert_ptr_equal(find(&t, "r"), m);
	pci_dev_put(m);
	pci_p2pmem_publish(m, false); /* P2P-B6.3: memory that is not published is skipped */
	assert_ptr_equal(find(&t, "r"), t_p2p_dev(&t, 'o'));
	pci_dev_put(t_p2p_dev(&t, 'o'));
	pci_free_p2pmem(m, all, T_P2P_BAR2);
	t_p2p_fini(&t);
}

static void pci_p2pmem_find__no_scratch_or_compiled_out__null(void **state)
{
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, T1, BP_P2P_PAGES, 0);
	offer(&t, "m");
	t_p2p_fail(&t, BP_ALLOC_SCRATCH, 0);
	assert_null(find(&t, "r"));
	assert_int_equal(t_p2p_dev(&t, 'm')->refs, 0);
	assert_null(pci_p2pmem_find(NULL, &t_p2p_dev(&t, 'r')->dev));
	assert_null(pci_p2pmem_find_many(&t.p2p, NULL, -1));
	t_p2p_fini(&t);
}

/* P2P-B6.1, B6.2 */
static void pci_p2pmem_publish__on_off_and_without_memory(void **state)
{
	struct pci_dev *dev;
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a", BP_P2P_PAGES, 0);
	dev = t_p2p_dev(&t, 'a');
	pci_p2pmem_publish(dev, true);
	assert_false(pci_has_p2pmem(dev));
	assert_int_equal(t_p2p_place(&t, BP_EV_P2P_PUBLISH), -1);
	assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), 0);
	assert_false(pci_has_p2pmem(dev));
	pci_p2pmem_publish(dev, true);
	assert_true(pci_has_p2pmem(dev));
	assert_true(t_p2p_last(&t, BP_EV_P2P_PUBLISH)->published);
	pci_p2pmem_publish(dev, false);
	assert_false(pci_has_p2pmem(dev));
	t_p2p_fini(&t);
}

/* P2P-B2.10 */
static void pci_p2pmem_publish__empty_pool__not_unless_def_p2p_13(void **state)
{
	(void)state;
	for (int defect = 0; defect < 2; defect++) {
		struct pci_dev *dev;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", BP_P2P_PAGES, 0);
		dev = t_p2p_dev(&t, 'a');
		if (defect)
			t_p2p_defect(dev, BP_DEF_P2P_13);
		t_p2p_fail(&t, BP_ALLOC_MAPPING, 0);
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), -ENOMEM);
		pci_p2pmem_publish(dev, true);
		assert_int_equal(pci_has_p2pmem(dev), defect);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_PUBLISH)->pool_size, 0);
		t_p2p_fini(&t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_p2pmem_find_many__f3__nearest_with_one_reference),
		cmocka_unit_test(pci_p2pmem_find__draw__recorded),
		cmocka_unit_test(pci_p2pmem_find__nearest_is_full__found_nevertheless),
		cmocka_unit_test(pci_p2pmem_find__no_scratch_or_compiled_out__null),
		cmocka_unit_test(pci_p2pmem_publish__on_off_and_without_memory),
		cmocka_unit_test(pci_p2pmem_publish__empty_pool__not_unless_def_p2p_13),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
