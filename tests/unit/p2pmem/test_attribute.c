/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a person writes and reads (P2P-B11, B13; DEF-P2P-12).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/p2pdma_enable.h>

#include "bp_test.h"
#include "p2p.h"

/* a at 0000:01:00.0 publishes, b at 0000:02:00.0 does not. */
static void set(struct t_p2p *t)
{
	t_p2p_init(t, "HB ; RP - a ; RP - b", BP_P2P_PAGES, 0);
	assert_int_equal(pci_p2pdma_add_resource(t_p2p_dev(t, 'a'), 2, 0, 0), 0);
	pci_p2pmem_publish(t_p2p_dev(t, 'a'), true);
}

/* P2P-B11.1 */
static void pci_p2pdma_enable_store__texts__table(void **state)
{
	enum { UNTOUCHED = 2 };
	static const struct {
		const char *text;
		int result;
		unsigned use;
		char dev;
		unsigned lines;
	} cases[] = {
		{ "0000:01:00.0", 0, true, 'a', 0 },
		{ "0000:01:00.0\n", 0, true, 'a', 0 },
		{ "0000:02:00.0", -ENODEV, true, 'b', 0 },    /* not published */
		{ "0000:01:00.1", -ENODEV, UNTOUCHED, 0, 1 }, /* a mistyped address */
		{ "1x", -ENODEV, UNTOUCHED, 0, 1 },
		{ "0 ", -ENODEV, UNTOUCHED, 0, 1 },
		{ "0\xe9", -ENODEV, UNTOUCHED, 0, 1 },
		{ "1\n", 0, true, 0, 0 },
		{ "1", 0, true, 0, 0 },
		{ "0\n", 0, false, 0, 0 },
		{ "0", 0, false, 0, 0 },
		{ "1\x7f", 0, true, 0, 0 },
		{ "yes\n", 0, true, 0, 0 },
		{ "Y", 0, true, 0, 0 },
		{ "no", 0, false, 0, 0 },
		{ "N\n", 0, false, 0, 0 },
		{ "on", 0, true, 0, 0 },
		{ "ON", 0, true, 0, 0 },
		{ "oN", 0, true, 0, 0 },
		{ "off", 0, false, 0, 0 },
		{ "OF", 0, false, 0, 0 },
		{ "o", -ENODEV, UNTOUCHED, 0, 1 },
		{ "ok", -ENODEV, UNTOUCHED, 0, 1 },
		{ "", -ENODEV, UNTOUCHED, 0, 1 },
		{ "\n", -ENODEV, UNTOUCHED, 0, 1 },
		{ "2", -ENODEV, UNTOUCHED, 0, 1 },
		{ "auto\n", -ENODEV, UNTOUCHED, 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		for (int before = 0; before < 2; before++) {
			struct pci_dev *dev = NULL;
			bool use = before;
			struct t_p2p t;

			set(&t);
			assert_int_equal(pci_p2pdma_enable_store(&t.p2p, cases[i].text, &dev, &use),
					 cases[i].result);
			assert_ptr_equal(dev, cases[i].dev ? t_p2p_dev(&t, cases[i].dev) : NULL);
			assert_int_equal(use,
					 cases[i].use == UNTOUCHED ? before : cases[i].use == true);
			assert_hits(&t.pci.env, BP_SITE_P2P_NO_SUCH_DEVICE, cases[i].lines);
			assert_hits(&t.pci.env, BP_SITE_P2P_NOTHING_PUBLISHED, cases[i].dev == 'b');
			if (cases[i].dev == 'a') {
				assert_int_equal(dev->refs, 1);
				pci_dev_put(dev);
			}
			t_p2p_fini(&t);
		}
}

static void remember(void *arg, const struct bp_report *report)
{
	*(struct bp_report *)arg = *report;
}

/* P2P-B11.1: the log names the function that has nothing to give. */
static void pci_p2pdma_enable_store__not_published__line_names_it(void **state)
{
	struct bp_report told = { 0 };
	struct pci_dev *dev;
	struct t_p2p t;
	bool use;

	(void)state;
	set(&t);
	t.pci.env.on_report = remember;
	t.pci.env.report_arg = &told;
	assert_int_equal(pci_p2pdma_enable_store(&t.p2p, "0000:02:00.0", &dev, &use), -ENODEV);
	assert_int_equal(told.site, BP_SITE_P2P_NOTHING_PUBLISHED);
	assert_int_equal(told.a, 0x200);
	t_p2p_fini(&t);
}

/* P2P-B11.2, B11.3 */
static void pci_p2pdma_enable_show__states__table(void **state)
{
	char page[BP_P2P_ATTRIBUTE_BYTES];
	const struct {
		bool compiled, use, dev;
		const char *text;
	} cases[] = {
		{ true, false, false, "0\n" },	 { true, false, true, "0\n" },
		{ true, true, false, "1\n" },	 { true, true, true, "0000:01:00.0\n" },
		{ false, true, true, "none\n" },
	};
	struct t_p2p t;

	(void)state;
	set(&t);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		assert_int_equal(pci_p2pdma_enable_show(cases[i].compiled ? &t.p2p : NULL, page,
							cases[i].dev ? t_p2p_dev(&t, 'a') : NULL,
							cases[i].use),
				 strlen(cases[i].text));
		assert_string_equal(page, cases[i].text);
	}
	t_p2p_fini(&t);
}

static void pci_p2pdma_enable_store__compiled_out__off(void **state)
{
	struct pci_dev *dev = NULL;
	bool use = true;

	(void)state;
	assert_int_equal(pci_p2pdma_enable_store(NULL, "rubbish", &dev, &use), 0);
	assert_false(use);
	assert_null(dev);
}

static void assert_file(struct pci_dev *dev, enum bp_p2pmem_attribute file, const char *text)
{
	char page[BP_P2P_ATTRIBUTE_BYTES];

	assert_int_equal(bp_p2pmem_show(dev, file, page), strlen(text));
	assert_string_equal(page, text);
}

/* P2P-B13.1 */
static void bp_p2pmem_show__files__numbers_of_now(void **state)
{
	char page[BP_P2P_ATTRIBUTE_BYTES];
	bp_virt_addr_t addr;
	struct pci_dev *a;
	struct t_p2p t;

	(void)state;
	set(&t);
	a = t_p2p_dev(&t, 'a');
	assert_file(a, BP_P2PMEM_SIZE, "65536\n");
	assert_file(a, BP_P2PMEM_AVAILABLE, "65536\n");
	assert_file(a, BP_P2PMEM_PUBLISHED, "1\n");
	addr = pci_alloc_p2pmem(a, 5000);
	pci_p2pmem_publish(a, false);
	assert_file(a, BP_P2PMEM_SIZE, "65536\n");
	assert_file(a, BP_P2PMEM_AVAILABLE, "57344\n");
	assert_file(a, BP_P2PMEM_PUBLISHED, "0\n");
	assert_file(a, BP_P2PMEM_ATTRIBUTES, "0\n");
	assert_int_equal(bp_p2pmem_show(t_p2p_dev(&t, 'b'), BP_P2PMEM_SIZE, page), -ENOENT);
	pci_free_p2pmem(a, addr, 5000);
	bp_p2p_unbind(a);
	assert_int_equal(bp_p2pmem_show(a, BP_P2PMEM_SIZE, page), -ENOENT);
	t_p2p_fini(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_p2pdma_enable_store__texts__table),
		cmocka_unit_test(pci_p2pdma_enable_store__not_published__line_names_it),
		cmocka_unit_test(pci_p2pdma_enable_show__states__table),
		cmocka_unit_test(pci_p2pdma_enable_store__compiled_out__off),
		cmocka_unit_test(bp_p2pmem_show__files__numbers_of_now),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
