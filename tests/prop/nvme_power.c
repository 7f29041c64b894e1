/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-34 through the rings: a host with many commands in flight, whose controller loses its
 * power in the middle of them.
 *
 * Each block is written with numbers that grow.  What the host was promised (FUA that completed;
 * a flush that completed, for all that had completed when it was submitted) is the least it may
 * find afterwards, and what it last submitted is the most.
 */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "nvctrl.h"
#include "nvme/outside.h"
#include "random.h"

#define BLOCKS 64u
#define BLOCK 512u
#define AT_A_TIME 8u
#define IN_FLIGHT 12u

/* A command on its way; of a flush, what had completed when it was submitted. */
struct flight {
	bool busy;
	u16 cid;
	u8 opcode;
	bool fua;
	u32 lba, count, version;
	u32 completed[BLOCKS];
	u64 buffer;
};

struct life {
	struct t_random random;
	struct t_nvctrl t;
	struct bp_nvme_namespace_config ns;
	struct flight flight[IN_FLIGHT];
	u32 version;
	u32 submitted[BLOCKS];
	u32 completed[BLOCKS];
	u32 promised[BLOCKS];
	bool taken[BLOCKS]; /* by a write in flight: the order of two of them is nobody's promise */
};

/* Over all lives. */
static u64 nr_lost, nr_kept, nr_cut;

static void start(struct life *life)
{
	struct bp_nvme_config config = bp_nvme_config_default();

	life->ns = (struct bp_nvme_namespace_config){ .blocks = BLOCKS,
						      .cache_blocks =
							      t_pick(&life->random, 0, 3, 40) };
	config.namespaces = &life->ns;
	config.nr_namespaces = 1;
	config.vwc = 1;
	config.seed = t_random(&life->random);
	config.order = t_once_in(&life->random, 2) ? BP_NVME_SEEDED : BP_NVME_IN_ORDER;
	for (unsigned i = 0; i < BP_NVME_SERVE_NR; i++)
		config.service[i] = (struct bp_nvme_service){ .ns = 1000, .ps_per_byte = 100 };
	t_nvctrl_start(&life->t, &config);
	t_nvctrl_queues(&life->t, 1);
	for (unsigned i = 0; i < IN_FLIGHT; i++)
		life->flight[i].buffer = t_nvctrl_ram(&life->t, AT_A_TIME * BLOCK);
}

static struct nvme_command command_of(const struct flight *flight)
{
	return (struct nvme_command){ .rw = {
					      .opcode = flight->opcode,
					      .nsid = cpu_to_le32(1),
					      .dptr.prp1 = cpu_to_le64(flight->buffer),
					      .slba = cpu_to_le64(flight->lba),
					      .length = cpu_to_le16((u16)(flight->count - 1)),
					      .control = cpu_to_le16(flight->fua ? NVME_RW_FUA : 0),
				      } };
}

static void submit(struct life *life, struct flight *flight)
{
	const struct nvme_command cmd = command_of(flight);

	flight->busy = true;
	flight->cid = t_nvctrl_submit(&life->t, 1, &cmd);
}

static void submit_flush(struct life *life, struct flight *flight)
{
	flight->opcode = nvme_cmd_flush;
	flight->count = 1;
	flight->lba = 0;
	flight->fua = false;
	memcpy(flight->completed, life->completed, sizeof(life->completed));
	submit(life, flight);
}

static void submit_write(struct life *life, struct flight *flight)
{
	u8 data[AT_A_TIME * BLOCK];

	flight->opcode = nvme_cmd_write;
	flight->lba = (u32)t_below(&life->random, BLOCKS);
	flight->count = (u32)t_between(&life->random, 1, bp_min(BLOCKS - flight->lba, AT_A_TIME));
	flight->fua = t_once_in(&life->random, 4);
	flight->version = ++life->version;
	for (u32 i = flight->lba; i < flight->lba + flight->count; i++)
		if (life->taken[i])
			return;
	for (u32 at = 0; at < sizeof(data); at += sizeof(flight->version))
		memcpy(data + at, &flight->version, sizeof(flight->version));
	t_nvctrl_put(&life->t, flight->buffer, data, sizeof(data));
	for (u32 i = flight->lba; i < flight->lba + flight->count; i++) {
		life->taken[i] = true;
		life->submitted[i] = flight->version;
	}
	submit(life, flight);
}

static void finish(struct life *life, struct flight *flight)
{
	flight->busy = false;
	for (u32 i = 0; flight->opcode == nvme_cmd_flush && i < BLOCKS; i++)
		life->promised[i] = bp_max(life->promised[i], flight->completed[i]);
	if (flight->opcode == nvme_cmd_flush)
		return;
	for (u32 i = flight->lba; i < flight->lba + flight->count; i++) {
		life->taken[i] = false;
		life->completed[i] = flight->version;
		if (flight->fua)
			life->promised[i] = flight->version;
	}
}

static void reap(struct life *life)
{
	struct nvme_completion cqe;

	if (!t_nvctrl_reap(&life->t, 1, &cqe))
		return;
	assert_int_equal(le16_to_cpu(cqe.status) >> 1, 0);
	for (unsigned i = 0; i < IN_FLIGHT; i++)
		if (life->flight[i].busy && life->flight[i].cid == le16_to_cpu(cqe.command_id)) {
			finish(life, &life->flight[i]);
			return;
		}
	fail_msg("nobody waits for command %u", le16_to_cpu(cqe.command_id));
}

static u32 read_block(struct life *life, u32 lba)
{
	const struct flight flight = {
		.opcode = nvme_cmd_read, .lba = lba, .count = 1, .buffer = life->flight[0].buffer
	};
	const struct nvme_command cmd = command_of(&flight);
	u32 words[BLOCK / sizeof(u32)];

	assert_nvme_status(t_nvctrl_status(&life->t, 1, &cmd), 0);
	t_nvctrl_get(&life->t, flight.buffer, words, sizeof(words));
	for (u32 i = 0; i < bp_array_size(words); i++)
		assert_int_equal(words[i], words[0]); /* a block is never torn */
	return words[0];
}

static void lose_power(struct life *life)
{
	const u64 seed_of_loss = t_once_in(&life->random, 3) ? 0 : t_random(&life->random);

	bp_nvme_power_loss(life->t.ctrl, seed_of_loss);
	t_nvctrl_disable(&life->t);
	t_nvctrl_enable(&life->t);
	t_nvctrl_queues(&life->t, 1);
	for (unsigned i = 0; i < IN_FLIGHT; i++) {
		nr_cut += life->flight[i].busy;
		life->flight[i].busy = false;
	}
	for (u32 i = 0; i < BLOCKS; i++) {
		const u32 version = read_block(life, i);

		assert_in_range(version, life->promised[i], life->submitted[i]);
		nr_lost += version < life->completed[i];
		nr_kept += version > life->promised[i];
		life->taken[i] = false;
		life->submitted[i] = life->completed[i] = life->promised[i] = version;
	}
}

static void step(struct life *life)
{
	struct flight *flight = &life->flight[t_below(&life->random, IN_FLIGHT)];

	if (flight->busy)
		reap(life);
	else if (t_once_in(&life->random, 8))
		submit_flush(life, flight);
	else
		submit_write(life, flight);
	if (t_once_in(&life->random, 60))
		lose_power(life);
}

static u64 nr_lives = 200;
static u64 seed = 1;

static void lives(void **state)
{
	struct t_random random = { seed };

	(void)state;
	for (u64 i = 0; i < nr_lives; i++) {
		struct life *life = calloc(1, sizeof(*life));

		assert_non_null(life);
		life->random.state = t_random(&random);
		start(life);
		for (unsigned steps = 0; steps < 400; steps++)
			step(life);
		lose_power(life);
		t_nvctrl_fini(&life->t);
		free(life);
	}
	print_message("# seed %llu: %llu commands cut off, %llu completed blocks lost, %llu kept "
		      "without promise\n",
		      (unsigned long long)seed, (unsigned long long)nr_cut,
		      (unsigned long long)nr_lost, (unsigned long long)nr_kept);
	assert_true(nr_cut && nr_lost && nr_kept);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(lives) };

	if (argc > 1)
		nr_lives = strtoull(argv[1], NULL, 0);
	if (argc > 2)
		seed = strtoull(argv[2], NULL, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
