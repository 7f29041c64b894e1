/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices behind the IOMMU of a fabric (P2P-A6.5, P2P-A7.4, P2P-C5.1 to P2P-C5.5).
 */
#include <errno.h>

#include <blkpath/dma.h>

#include "bp_test.h"
#include "fabric.h"
#include "iommu/attach.h"

#define BUFFER 0x5000ull

/* a is behind the IOMMU, b is not. */
struct machine {
	struct t_fabric f;
	struct bp_iommu_attached iommu;
};

static struct device *device(struct machine *m)
{
	return &t_fabric_dev(&m->f, 'a')->dev;
}

static int start(void **state)
{
	static struct machine machine;
	struct machine *m = &machine;

	t_fabric_init(&m->f, "RP.0 - a ; RP.0 - b", 0, 0);
	m->f.fabric->config.iommu = &bp_iommu_translation_ops;
	device(m)->dma_mask = DMA_BIT_MASK(64);
	assert_int_equal(bp_iommu_attach(&m->iommu, device(m),
					 t_fabric_dev(&m->f, 'a')->bus->bridge, BP_IOMMU_SG_PACK),
			 0);
	*state = m;
	return 0;
}

static int stop(void **state)
{
	struct machine *m = *state;

	bp_iommu_attached_fini(&m->iommu);
	assert_int_equal(m->f.pci.env.hits[BP_SITE_IOVA_LEAK], 0);
	t_fabric_fini(&m->f);
	return 0;
}

static dma_addr_t map(struct machine *m, enum dma_data_direction dir)
{
	return dma_map_page_attrs(device(m), pfn_to_page(BUFFER >> 12), 8, 100, dir, 0);
}

static void bp_iommu_translation_ops__mapped__ram(void **state)
{
	struct machine *m = *state;
	char out[8] = "written", in[8] = "";
	const dma_addr_t iova = map(m, DMA_BIDIRECTIONAL);

	assert_int_not_equal(iova.dma, BUFFER + 8);
	assert_int_equal(t_fabric_move(&m->f, 'a', true, iova.dma, out, 8).outcome,
			 BP_OUTCOME_SUCCESS);
	assert_int_equal(t_fabric_move(&m->f, 'b', false, BUFFER + 8, in, 8).outcome,
			 BP_OUTCOME_SUCCESS); /* not behind the IOMMU */
	assert_string_equal(in, out);
	dma_unmap_page_attrs(device(m), iova, 100, DMA_BIDIRECTIONAL, 0);
}

/* P2P-C5.2: what a direction does not allow, and what is over. */
static void bp_iommu_translation_ops__faults__reasons(void **state)
{
	struct machine *m = *state;
	const struct bp_drop *drop = m->f.fabric->drop;
	const dma_addr_t iova = map(m, DMA_TO_DEVICE);
	u64 word = 0;

	bp_fabric_announce(m->f.fabric, 1);
	assert_int_equal(t_fabric_move(&m->f, 'a', false, iova.dma, &word, 8).outcome,
			 BP_OUTCOME_SUCCESS);
	assert_int_equal(t_fabric_move(&m->f, 'a', true, iova.dma, &word, 8).outcome,
			 BP_OUTCOME_IOMMU_FAULT);
	assert_int_equal(drop[0].fault, BP_IOMMU_NO_PERM);
	dma_unmap_page_attrs(device(m), iova, 100, DMA_TO_DEVICE, 0);
	assert_int_equal(t_fabric_move(&m->f, 'a', false, iova.dma, &word, 8).outcome,
			 BP_OUTCOME_IOMMU_FAULT);
	assert_int_equal(drop[1].fault, BP_IOMMU_NOT_PRESENT);
	assert_int_equal(drop[1].address, iova.dma);
	assert_ptr_equal(drop[1].requester, t_fabric_dev(&m->f, 'a'));
	assert_int_equal(
		bp_bridge_counters(m->f.fabric, drop[1].requester->bus->bridge)->iommu_faults, 2);
}

/* P2P-C5.4: the windows of the host bridge are nobody's. */
static void bp_iommu_attach__windows__reserved(void **state)
{
	struct machine *m = *state;

	assert_int_equal(bp_iommu_reserve(m->iommu.domain, 0x10000, 0x10fff), 0);
	assert_int_equal(bp_iommu_sg_of(m->iommu.domain), BP_IOMMU_SG_PACK);
	device(m)->is_pci = false; /* from the top of the mask */
	device(m)->dma_mask = T_WINDOW + T_WINDOW_BYTES - 1;
	assert_int_equal(map(m, DMA_TO_DEVICE).dma, T_WINDOW - 4096 + 8);
	dma_unmap_page_attrs(device(m), bp_dma_addr(T_WINDOW - 4096 + 8), 100, DMA_TO_DEVICE, 0);
	device(m)->is_pci = true;
}

static void bp_iommu_detach__direct_again(void **state)
{
	struct machine *m = *state;
	u64 word = 1;

	bp_iommu_detach(&m->iommu);
	assert_null(device(m)->bp_domain);
	assert_int_equal(map(m, DMA_FROM_DEVICE).dma, BUFFER + 8);
	assert_int_equal(t_fabric_move(&m->f, 'a', true, BUFFER + 8, &word, 8).outcome,
			 BP_OUTCOME_SUCCESS);
	bp_iommu_detach(&m->iommu);
}

/* P2P-C7.18 */
static void bp_iommu_detach__mapping_left__finding(void **state)
{
	struct machine *m = *state;

	map(m, DMA_TO_DEVICE);
	bp_iommu_detach(&m->iommu);
	assert_hits(&m->f.pci.env, BP_SITE_IOVA_LEAK, 1);
	m->f.pci.env.hits[BP_SITE_IOVA_LEAK] = 0;
}

static bool always_fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg, (void)kind, (void)bytes;
	return true;
}

static void bp_iommu_attach__no_memory__direct_still(void **state)
{
	static const struct bp_alloc_ops ops = { always_fails };
	struct machine *m = *state;

	bp_iommu_attached_fini(&m->iommu);
	m->f.pci.env.alloc_ops = &ops;
	assert_int_equal(bp_iommu_attach(&m->iommu, device(m), NULL, BP_IOMMU_SG_MERGE), -ENOMEM);
	assert_int_equal(device(m)->dma_kind, BP_DMA_DIRECT);
	m->f.pci.env.alloc_ops = NULL;
}

static int reach_nothing(void *table, dma_addr_t iova, phys_addr_t phys, u64 bytes, unsigned prot)
{
	(void)table, (void)iova, (void)phys, (void)bytes, (void)prot;
	return 0;
}

static void bp_iommu_reach__table_that_cannot_tell__fault(void **state)
{
	static const struct bp_iommu_ops ops = { .map = reach_nothing };
	const struct bp_iommu_setup setup = { .ops = &ops };
	struct machine *m = *state;
	struct bp_iommu_domain *domain = bp_iommu_domain_new(&m->f.pci.env, &setup);
	phys_addr_t phys = bp_phys_addr(1);

	assert_int_equal(bp_iommu_reach(domain, bp_dma_addr(0x1000), false, &phys), -EFAULT);
	assert_int_equal(phys.phys, 1);
	bp_iommu_domain_free(domain);
}

#define t_attached(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_attached(bp_iommu_translation_ops__mapped__ram),
		t_attached(bp_iommu_translation_ops__faults__reasons),
		t_attached(bp_iommu_attach__windows__reserved),
		t_attached(bp_iommu_detach__direct_again),
		t_attached(bp_iommu_detach__mapping_left__finding),
		t_attached(bp_iommu_attach__no_memory__direct_still),
		t_attached(bp_iommu_reach__table_that_cannot_tell__fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
