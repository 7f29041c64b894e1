/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A driver's loads and stores arrive at the BAR that is mapped (P2P-A6.9).
 */
#include "bp_test.h"

#include <blkpath/memremap.h>

#include "fabric.h"
#include "pci/io.h"

static void bp_fabric_io_ops__a_bar__stored_and_loaded(void **state)
{
	struct t_fabric f;
	struct bp_env *env = &f.pci.env;
	struct pci_dev *dev;
	bp_virt_addr_t at;
	u32 stored = 0;

	(void)state;
	t_fabric_init(&f, "RP.0 - a", 0x1000, 0);
	dev = t_fabric_dev(&f, 'a');
	assert_int_equal(bp_mm_new(env, NULL, 0), 0);
	env->io_ops = &bp_fabric_io_ops;
	env->io_arg = f.fabric;
	at = ioremap(env, bp_phys_addr(pci_resource_start(dev, 0)), T_BAR_BYTES);
	writel(env, 0x12345678, bp_io_at(at, 0x204));
	assert_true(bp_backing_read(&bp_fabric_node(f.fabric, dev)->backing[0], 0x204, &stored, 4));
	assert_int_equal(stored, 0x12345678);
	assert_int_equal(readl(env, bp_io_at(at, 0x204)), 0x12345678);
	bp_fabric_node(f.fabric, t_fabric_root_port(&f, 'a'))->link_down = true;
	assert_int_equal(readl(env, bp_io_at(at, 0x204)), 0xffffffff); /* P2P-A7.1 */
	iounmap(env, at);
	bp_mm_free(env);
	t_fabric_fini(&f);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_fabric_io_ops__a_bar__stored_and_loaded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
