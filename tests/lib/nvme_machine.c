/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme_machine.h"

#include <string.h>

#include <blkpath/memremap.h>

#include "bp_test.h"
#include "pci/io.h"

static void print_violation(void *arg, const struct bp_violation *violation)
{
	const struct t_nvme_machine *m = arg;
	char text[2048];

	if (m->expects[violation->id])
		return;
	bp_violation_text(violation, text, sizeof(text));
	print_error("%s\n", text);
}

static void assert_no_violation(const struct t_nvme_machine *m)
{
	u64 forgiven = 0;

	if (!m->check)
		return;
	bp_check_end(m->check, 0);
	for (unsigned id = 0; id < BP_INV_NR; id++) {
		const u64 broken = bp_check_count(m->check, (enum bp_invariant)id);

		if (m->expects[id] && !broken)
			fail_msg("%s is not broken", bp_invariant_get((enum bp_invariant)id)->id);
		forgiven += m->expects[id] ? broken : 0;
	}
	assert_int_equal(bp_check_total(m->check) - forgiven, 0);
	assert_false(bp_check_blind(m->check));
}

void t_nvme_machine_init_in(struct t_nvme_machine *m, const char *text, u64 offset)
{
	const struct bp_phys_range ram = { bp_phys_addr(0), T_RAM_END };

	memset(m, 0, sizeof(*m));
	t_fabric_init(&m->f, text, offset, 0);
	m->env = &m->f.pci.env;
	m->env->max_pfn = m->env->max_low_pfn = (T_RAM_END >> m->env->page_shift) - 1;
	m->ram = bp_ram_new(m->env);
	assert_non_null(m->ram);
	m->area = (struct resource){ 0, T_RAM_END - 1, IORESOURCE_MEM };
	m->machine_ram = (struct bp_machine_ram){ .ram = m->ram, .areas = &m->area, .nr_areas = 1 };
	m->f.fabric->config.ram = &bp_machine_ram_ops;
	m->f.fabric->config.ram_context = &m->machine_ram;
	assert_int_equal(bp_mm_new(m->env, &ram, 1), 0);
	m->env->io_ops = &bp_fabric_io_ops;
	m->env->io_arg = m->f.fabric;
	m->check = bp_check_new(m->env);
	assert_non_null(m->check);
	bp_check_on_violation(m->check, print_violation, m);
	m->config = bp_nvme_config_default();
	m->config.vectors = 8;
	m->params = bp_nvme_params_default();
}

void t_nvme_machine_init(struct t_nvme_machine *m)
{
	t_nvme_machine_init_in(m, "RP - a ; RP - b", 0x10000000);
}

void t_nvme_machine_unwatch(struct t_nvme_machine *m)
{
	bp_check_free(m->check);
	m->check = NULL;
}

int t_nvme_machine_probe(struct t_nvme_machine *m)
{
	struct pci_dev *pdev = t_fabric_dev(&m->f, 'a');
	struct bp_error err = { 0 };

	if (bp_nvme_controller_new(m->f.fabric, pdev, &m->config, &m->ctrl, &err))
		fail_msg("no controller: %s", err.text);
	pdev->bp_msix_vectors = m->config.vectors;
	return nvme_probe(pdev, &m->params, &m->dev);
}

void t_nvme_machine_fini(struct t_nvme_machine *m)
{
	if (m->dev)
		nvme_remove(m->dev);
	bp_nvme_controller_free(m->ctrl);
	assert_no_violation(m);
	bp_check_free(m->check);
	assert_int_equal(bp_ram_report(m->ram).allocated, 0);
	bp_mm_free(m->env);
	bp_ram_free(m->ram);
	for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++)
		assert_int_equal(m->env->live[kind], 0);
	t_fabric_fini(&m->f);
}

struct nvme_ns *t_nvme_machine_ns(const struct t_nvme_machine *m)
{
	return bp_nvme_find_ns(&m->dev->ctrl, 1);
}
