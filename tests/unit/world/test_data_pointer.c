/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Data pointers of commands, as entries.
 */
#include <errno.h>

#include "bp_test.h"
#include "world/data_pointer.h"

#define NOWHERE 0x100000000ull

#define DATA(a, len)                                                                               \
	{                                                                                          \
		.addr = cpu_to_le64(a), .length = cpu_to_le32(len)                                 \
	}
#define LINK(a, n, fmt)                                                                            \
	{                                                                                          \
		.addr = cpu_to_le64(a), .length = cpu_to_le32((n)*16), .type = (fmt) << 4          \
	}
#define SEGMENT(a, n) LINK(a, n, NVME_SGL_FMT_SEG_DESC)
#define LAST(a, n) LINK(a, n, NVME_SGL_FMT_LAST_SEG_DESC)

struct t_pointer {
	struct bp_env env;
	struct bp_ram *ram;
	struct bp_pointer_entries entries;
};

static int setup(void **state)
{
	struct t_pointer *t = calloc(1, sizeof(*t));

	bp_env_init(&t->env);
	t->env.max_pfn = (NOWHERE >> 12) - 1;
	t->ram = bp_ram_new(&t->env);
	*state = t;
	return !t->ram;
}

static int teardown(void **state)
{
	struct t_pointer *t = *state;

	bp_list_free(&t->entries);
	bp_ram_free(t->ram);
	bp_env_fini(&t->env);
	free(t);
	return 0;
}

static void put(struct t_pointer *t, u64 addr, const void *data, size_t bytes)
{
	assert_int_equal(bp_ram_write(t->ram, bp_phys_addr(addr), data, bytes), 0);
}

static void assert_entry(const struct t_pointer *t, unsigned i, u64 addr, u32 bytes)
{
	assert_in_range(i, 0, t->entries.n - 1);
	assert_int_equal(t->entries.at[i].addr, addr);
	assert_int_equal(t->entries.at[i].bytes, bytes);
}

static int read_prps(struct t_pointer *t, u64 prp1, u64 prp2, u64 bytes)
{
	const struct nvme_command cmd = { .common.dptr = { .prp1 = cpu_to_le64(prp1),
							   .prp2 = cpu_to_le64(prp2) } };

	t->entries.n = 0;
	return bp_data_pointer_read(t->ram, &cmd, bytes, &t->entries);
}

static int read_sgl(struct t_pointer *t, struct nvme_sgl_desc desc, u64 bytes)
{
	const struct nvme_command cmd = { .common = { .flags = NVME_CMD_SGL_METABUF,
						      .dptr.sgl = desc } };

	t->entries.n = 0;
	return bp_data_pointer_read(t->ram, &cmd, bytes, &t->entries);
}

static void bp_data_pointer_read__two_prps__no_list(void **state)
{
	struct t_pointer *t = *state;

	assert_int_equal(read_prps(t, 0x1200, 0, 0xe00), 0);
	assert_int_equal(t->entries.n, 1);
	assert_entry(t, 0, 0x1200, 0xe00);
	assert_int_equal(read_prps(t, 0x1200, 0x9000, 0x1e00), 0);
	assert_int_equal(t->entries.n, 2);
	assert_entry(t, 1, 0x9000, 0x1000);
}

/* NVH-17.6: 513 entries behind the first page take two lists, 512 one. */
static void bp_data_pointer_read__full_list__leads_on(void **state)
{
	struct t_pointer *t = *state;
	__le64 slots[512], more[2] = { cpu_to_le64(0x9ff000), cpu_to_le64(0xa00000) };

	for (u64 i = 0; i < 512; i++)
		slots[i] = cpu_to_le64(0x800000 + i * 0x1000);
	put(t, 0x20000, slots, sizeof(slots));
	assert_int_equal(read_prps(t, 0x5000, 0x20000, 513 * 0x1000), 0);
	assert_int_equal(t->entries.n, 513);
	assert_entry(t, 512, 0x9ff000, 0x1000);
	slots[511] = cpu_to_le64(0x30000);
	put(t, 0x20000, slots, sizeof(slots));
	put(t, 0x30000, more, sizeof(more));
	assert_int_equal(read_prps(t, 0x5000, 0x20000, 513 * 0x1000 + 7), 0);
	assert_int_equal(t->entries.n, 514);
	assert_entry(t, 512, 0x9ff000, 0x1000);
	assert_entry(t, 513, 0xa00000, 7);
}

static void bp_data_pointer_read__sgls__data_blocks(void **state)
{
	const struct nvme_sgl_desc list[] = { DATA(0x1004, 0x5000), DATA(0x8000, 0x200),
					      LAST(0x40000, 2) };
	const struct nvme_sgl_desc rest[] = { DATA(0x9000, 0x100), DATA(0xa000, 0x300) };
	struct t_pointer *t = *state;

	put(t, 0x30000, list, sizeof(list));
	put(t, 0x40000, rest, sizeof(rest));
	assert_int_equal(read_sgl(t, (struct nvme_sgl_desc)DATA(0x1234, 0x5678), 0x5678), 0);
	assert_int_equal(t->entries.n, 1);
	assert_entry(t, 0, 0x1234, 0x5678);
	assert_int_equal(read_sgl(t, (struct nvme_sgl_desc)SEGMENT(0x30000, 3), 0x5600), 0);
	assert_int_equal(t->entries.n, 4);
	assert_entry(t, 0, 0x1004, 0x5000);
	assert_entry(t, 3, 0xa000, 0x300);
	/* Data that ends early, data that is not all there. */
	assert_int_equal(read_sgl(t, (struct nvme_sgl_desc)SEGMENT(0x30000, 3), 0x5100), 0);
	assert_int_equal(t->entries.n, 2);
	assert_int_equal(read_sgl(t, (struct nvme_sgl_desc)LAST(0x40000, 2), 0x5100), 0);
	assert_int_equal(t->entries.n, 2);
}

/* What no driver builds ends, too. */
static void bp_data_pointer_read__broken__error(void **state)
{
	const struct nvme_sgl_desc loop = SEGMENT(0x30000, 1);
	const struct nvme_sgl_desc early[] = { SEGMENT(0x30000, 1), DATA(0x1000, 0x1000) };
	const struct nvme_sgl_desc key[] = { { .type = NVME_KEY_SGL_FMT_DATA_DESC << 4 } };
	__le64 slots[512] = { 0 };
	struct t_pointer *t = *state;

	put(t, 0x30000, &loop, sizeof(loop));
	put(t, 0x31000, early, sizeof(early));
	put(t, 0x32000, key, sizeof(key));
	slots[511] = cpu_to_le64(0x20ff8);
	put(t, 0x20000, slots, sizeof(slots));
	assert_int_equal(read_sgl(t, loop, 0x1000), -EINVAL);
	assert_int_equal(read_sgl(t, (struct nvme_sgl_desc)SEGMENT(0x31000, 2), 0x1000), -EINVAL);
	assert_int_equal(read_sgl(t, (struct nvme_sgl_desc)LAST(0x32000, 1), 0x1000), -EINVAL);
	assert_int_equal(read_sgl(t, (struct nvme_sgl_desc)DATA(0x1000, 0), 0x1000), -EINVAL);
	assert_int_equal(read_sgl(t, (struct nvme_sgl_desc)LAST(NOWHERE, 1), 1), -EFAULT);
	assert_int_equal(read_prps(t, 0x5000, 0x20000, 1000 * 0x1000), -EINVAL);
	assert_int_equal(t->entries.n, 512);
	assert_int_equal(read_prps(t, 0x5000, NOWHERE, 3 * 0x1000), -EFAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_data_pointer_read__two_prps__no_list),
		cmocka_unit_test(bp_data_pointer_read__full_list__leads_on),
		cmocka_unit_test(bp_data_pointer_read__sgls__data_blocks),
		cmocka_unit_test(bp_data_pointer_read__broken__error),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
