/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/O commands without queues: a command of 64 bytes, executed at once.
 *
 * Data of the host lies at T_HOST, separate metadata at T_HOST_META; data pointers are SGLs of one
 * data block with exactly the bytes that move.
 */
#ifndef IO_TEST_H
#define IO_TEST_H

#include "dma_test.h"
#include "nvme/namespace.h"
#include "nvme/namespaces.h"

#define T_HOST 0x100000u
#define T_HOST_META 0x300000u
#define T_NAMESPACES 3u
#define T_IO_MAX (256u << 10)

struct t_io {
	struct t_dma *dma;
	struct bp_nvme_namespace_config config[T_NAMESPACES];
	struct bp_nvme_namespace *namespaces[T_NAMESPACES];
	struct bp_nvme_namespace *ns; /* the first */
	u32 bytes; /* of data a command moves per block, metadata in it included */
};

/* NSID 1 is of the kind, 2 is inactive, 3 has 64 blocks of 512 bytes. */
static inline struct t_io *t_io_new(const struct bp_nvme_namespace_config *kind)
{
	struct t_io *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t->dma = t_dma_new();
	t->config[0] = *kind;
	t->config[2].blocks = 64;
	t->dma->ctrl.config.namespaces = t->config;
	t->dma->ctrl.config.nr_namespaces = T_NAMESPACES;
	t->dma->ctrl.config.oncs = 0xffff;
	t->dma->ctrl.config.sgls = 1;
	t->dma->ctrl.namespaces = t->namespaces;
	assert_int_equal(bp_nvme_namespaces_init(&t->dma->ctrl, NULL), 0);
	t->ns = t->namespaces[0];
	t->bytes = bp_nvme_block_bytes(t->ns) +
		   (t->ns->layout.extended ? bp_nvme_meta_bytes(t->ns) : 0);
	return t;
}

static inline void t_io_free(struct t_io *t)
{
	bp_nvme_namespaces_fini(&t->dma->ctrl);
	t_dma_free(t->dma);
	free(t);
}

/* A command for blocks of NSID 1. */
static inline struct nvme_command t_rw(const struct t_io *t, u8 opcode, u64 slba, u32 blocks)
{
	return (struct nvme_command){ .rw = {
					      .opcode = opcode,
					      .flags = NVME_CMD_SGL_METABUF,
					      .nsid = cpu_to_le32(1),
					      .metadata = cpu_to_le64(T_HOST_META),
					      .dptr.sgl = { .addr = cpu_to_le64(T_HOST),
							    .length = cpu_to_le32(blocks *
										  t->bytes) },
					      .slba = cpu_to_le64(slba),
					      .length = cpu_to_le16((u16)(blocks - 1)),
				      } };
}

/* Executes it; the status. */
static inline u16 t_io(struct t_io *t, const struct nvme_command *cmd)
{
	struct bp_nvme_run *run = &t->dma->run;

	*run = (struct bp_nvme_run){ .ctrl = &t->dma->ctrl, .sqid = 1, .cmd = *cmd };
	t->dma->nr_events = 0;
	bp_nvme_io_execute(run);
	return run->status;
}

static inline u16 t_io_rw(struct t_io *t, u8 opcode, u64 slba, u32 blocks)
{
	const struct nvme_command cmd = t_rw(t, opcode, slba, blocks);

	return t_io(t, &cmd);
}

/* A byte for all of the host's data; looks whether all of it is a byte. */
static inline void t_host_fill(struct t_io *t, u8 byte, u32 bytes)
{
	u8 *data = malloc(bytes);

	assert_non_null(data);
	memset(data, byte, bytes);
	t_ram_put(t->dma, T_HOST, data, bytes);
	free(data);
}

static inline bool t_host_is(struct t_io *t, u8 byte, u32 bytes)
{
	u8 *data = malloc(bytes);
	bool all = true;

	assert_non_null(data);
	t_ram_get(t->dma, T_HOST, data, bytes);
	for (u32 i = 0; i < bytes; i++)
		all &= data[i] == byte;
	free(data);
	return all;
}

/* What a block's first byte is on the medium, whatever commands say. */
static inline u8 t_medium_byte(struct t_io *t, u64 lba)
{
	u8 data[1u << BP_NVME_LBADS_MAX], state;

	assert_int_equal(bp_medium_read(t->ns->medium, lba, 1, data, NULL, &state), 0);
	return data[0];
}

/* Adds a fault as --fault does. */
static inline void t_fault(struct t_io *t, const char *text)
{
	struct bp_nvme_fault fault;
	struct bp_error err = { 0 };

	assert_int_equal(bp_nvme_fault_parse(text, &fault, &err), 0);
	assert_int_equal(bp_nvme_fault_add(&t->dma->ctrl, &fault), 0);
}

#endif
