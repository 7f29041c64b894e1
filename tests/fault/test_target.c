/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every allocation of the target fails once: connection, controller, and commands of each kind of
 * data.  The host gets an error, or no answer and an end of the connection; nothing is left behind,
 * and what was told to be written is there.
 */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "host.h"
#include "plan.h"

#define BYTES 40960u

static struct fault_plan plan;

/* The host allocates only between waits. */
static bool should_fail(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	const struct t_host *h = arg;

	(void)bytes;
	return h->waits && fault_plan_strikes(&plan, kind);
}

static const struct bp_alloc_ops alloc_ops = { .should_fail = should_fail };

static bool connect(struct t_host *h, struct t_host_queue *queue, u16 qid, u16 cntlid)
{
	struct nvmf_connect_data *data = t_nvmf_connect_data(cntlid);
	struct t_host_command command = { .cmd = t_nvmf_connect(qid, 3),
					  .data = (u8 *)data,
					  .bytes = sizeof(*data) };
	const bool ok = t_host_connect_queue(h, queue, qid, 4) && !t_host_do(h, queue, &command);

	free(data);
	return ok;
}

static bool enable(struct t_host *h)
{
	struct t_host_command command = { .cmd = t_nvmf_property_set(
						  NVME_REG_CC,
						  NVME_CC_ENABLE | NVME_CC_IOSQES | NVME_CC_IOCQES),
					  .sgl = T_HOST_RAW };

	command.cmd.common.dptr.sgl.type = BP_NVMF_SGL_KEYED;
	return !t_host_do(h, &h->admin, &command);
}

static u16 rw(struct t_host *h, u8 opcode, u8 *data, u32 bytes, enum t_host_sgl sgl)
{
	struct t_host_command command = { .cmd = t_nvmf_rw(opcode, 8, (u16)(bytes / 512 - 1)),
					  .sgl = sgl,
					  .data = data,
					  .bytes = bytes };

	return h->io.over ? 0xffff : t_host_do(h, &h->io, &command);
}

static void use(struct t_host *h)
{
	static u8 data[BYTES], got[BYTES];
	u16 wrote;

	memset(data, 0x5a, sizeof(data));
	memset(got, 0, sizeof(got));
	wrote = rw(h, nvme_cmd_write, data, BYTES, T_HOST_KEYED_INVALIDATE);
	if (!rw(h, nvme_cmd_read, got, BYTES, T_HOST_KEYED) && !wrote)
		assert_memory_equal(got, data, BYTES);
	wrote = rw(h, nvme_cmd_write, data, 4096, T_HOST_IN_CAPSULE);
	if (!rw(h, nvme_cmd_read, got, 4096, T_HOST_KEYED_INVALIDATE) && !wrote)
		assert_memory_equal(got, data, 4096);
}

/* True while a failure was met. */
static bool play_round(const struct t_host_setup *setup, u64 round, bool lasting)
{
	struct t_host h;
	struct t_target t;

	plan = (struct fault_plan){ .round = round, .lasting = lasting };
	t_host_init_bare(&h, &t, setup);
	t.m.env->alloc_ops = &alloc_ops;
	t.m.env->alloc_arg = &h;
	if (connect(&h, &h.admin, 0, 0xffff) && enable(&h) &&
	    connect(&h, &h.io, 1, TAILQ_FIRST(&t.subsys->ctrls)->cntlid))
		use(&h);
	t.m.env->alloc_ops = NULL;
	t_host_fini(&h);
	return plan.strikes;
}

static void play(const struct t_host_setup *setup)
{
	for (unsigned lasting = 0; lasting < 2; lasting++) {
		u64 round = 1;

		while (play_round(setup, round, lasting))
			round++;
		assert_true(round > 50);
	}
}

static void target__allocations_fail__ram(void **state)
{
	(void)state;
	play(&(struct t_host_setup){ .target = { .disk = T_TARGET_NVME } });
}

static void target__allocations_fail__p2p(void **state)
{
	(void)state;
	play(&(struct t_host_setup){
		.target = { .disk = T_TARGET_NVME, .profile = BP_P2P_DIRECT, .p2p = true } });
}

static void target__allocations_fail__pages_and_mrs(void **state)
{
	(void)state;
	play(&(struct t_host_setup){ .target = { .disk = T_TARGET_NVME, .p2p = true },
				     .force_mr = true });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(target__allocations_fail__ram),
		cmocka_unit_test(target__allocations_fail__p2p),
		cmocka_unit_test(target__allocations_fail__pages_and_mrs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
