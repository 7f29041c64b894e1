/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The four kinds of addresses, and the kernel's virtual ones (p2pdma.md 0).
 */
#include <blkpath/address.h>
#include <blkpath/pci.h>

#include "bp_test.h"

#define IS(type, other) __builtin_types_compatible_p(type, other)
#define ROW(type)                                                                                  \
	{                                                                                          \
		IS(type, phys_addr_t), IS(type, pci_bus_addr_t), IS(type, dma_addr_t),             \
			IS(type, bp_virt_addr_t), IS(type, u64)                                    \
	}

/* Structures do not convert into one another: to be another type is enough. */
static void address_kinds__pairs__types_of_their_own(void **state)
{
	static const bool same[4][5] = {
		ROW(phys_addr_t),
		ROW(pci_bus_addr_t),
		ROW(dma_addr_t),
		ROW(bp_virt_addr_t),
	};

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		for (unsigned k = 0; k < 5; k++)
			assert_int_equal(same[i][k], i == k);
	assert_int_equal(sizeof(dma_addr_t), 8); /* P2P-A4.4 */
	assert_int_equal(sizeof(pci_bus_addr_t), 8);
}

static void virt_to_phys__linear_map__there_and_back(void **state)
{
	(void)state;
	assert_true(phys_to_virt(bp_phys_addr(0)).virt == 0xffff888000000000);
	assert_true(phys_to_virt(bp_phys_addr(0x12345)).virt == 0xffff888000012345);
	assert_int_equal(virt_to_phys(bp_virt_addr(0xffff888000012345)).phys, 0x12345);
	/* What lies elsewhere: a number without meaning, as in a kernel. */
	assert_int_equal(virt_to_phys(bp_virt_addr(VMALLOC_START)).phys, 0x408000000000);
}

static void virt_to_page__page_size_is_data__frame_and_offset(void **state)
{
	const bp_virt_addr_t addr = phys_to_virt(bp_phys_addr(0x12f45));
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	assert_ptr_equal(virt_to_page(&env, addr), pfn_to_page(0x12));
	assert_int_equal(offset_in_page(&env, addr), 0xf45);
	env.page_shift = 16;
	assert_ptr_equal(virt_to_page(&env, addr), pfn_to_page(0x1));
	assert_int_equal(offset_in_page(&env, addr), 0x2f45);
	bp_env_fini(&env);
}

static void virt_addr_valid__ranges__table(void **state)
{
	static const struct {
		u64 virt;
		bool valid, vmalloc;
	} cases[] = {
		{ PAGE_OFFSET, true, false },
		{ PAGE_OFFSET - 1, false, false },
		{ PAGE_OFFSET + 0xfffff, true, false },
		{ PAGE_OFFSET + 0x100000, false, false },
		{ VMALLOC_START - 1, false, false },
		{ VMALLOC_START, false, true },
		{ VMALLOC_END, false, true },
		{ VMALLOC_END + 1, false, false },
		{ 0, false, false },
	};
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	env.max_pfn = 0xff;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const bp_virt_addr_t addr = bp_virt_addr(cases[i].virt);

		assert_int_equal(virt_addr_valid(&env, addr), cases[i].valid);
		assert_int_equal(is_vmalloc_addr(addr), cases[i].vmalloc);
	}
	bp_env_fini(&env);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(address_kinds__pairs__types_of_their_own),
		cmocka_unit_test(virt_to_phys__linear_map__there_and_back),
		cmocka_unit_test(virt_to_page__page_size_is_data__frame_and_offset),
		cmocka_unit_test(virt_addr_valid__ranges__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
