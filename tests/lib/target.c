/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "target.h"

#include <stdlib.h>
#include <string.h>

#include <blkpath/dma.h>
#include <blkpath/p2pdma_enable.h>
#include <blkpath/sg_memory.h>

#include "bp_test.h"

#define TREE "RP.0 - U.0 - { D.0 - a , D.0 - b , D.0 - c }"

static struct pci_dev *function(const struct t_target *t, char name)
{
	return t_fabric_dev(&t->m.f, name);
}

static void listen(struct bp_sink *sink, const struct bp_event *event)
{
	struct t_target *t = bp_container_of(sink, struct t_target, sink);

	if (event->id == BP_EV_NVMET_REQ && t->nr_steps < T_TARGET_EVENTS)
		t->steps[t->nr_steps++] = event->nvmet->req;
	if (event->id != BP_EV_NVMET_BIO || t->nr_bios == T_TARGET_EVENTS)
		return;
	t->bios[t->nr_bios].sector = event->bio->bi_iter.bi_sector;
	t->bios[t->nr_bios].bytes = event->bio->bi_iter.bi_size;
	t->bios[t->nr_bios].vectors = event->bio->bi_vcnt;
	t->bios[t->nr_bios].room = event->bio->bi_max_vecs;
	t->bios[t->nr_bios++].opf = event->bio->bi_opf;
}

/* How the HCA finds memory that the target took: the bus address of its first byte. */
static u64 bus_of(struct t_target *t, struct nvmet_req *req)
{
	if (t->p2p.profile == BP_P2P_DIRECT)
		return bp_nvmet_req_bus(req).bus;
	assert_int_equal(pci_p2pdma_map_sg(&function(t, 'c')->dev, req->sg, req->sg_cnt,
					   DMA_BIDIRECTIONAL),
			 req->sg_cnt);
	return bp_dma_u64(sg_dma_address(req->sg));
}

static void move(struct t_command *command, bool to_target)
{
	struct nvmet_req *req = &command->req;
	struct t_target *t = command->t;
	size_t done;

	if (!req->transfer_len || req->bp_kind == BP_NVMET_INLINE)
		return;
	if (bp_nvmet_req_is_p2p(req)) {
		t_fabric_move(&t->m.f, 'c', to_target, bus_of(t, req), command->data,
			      command->bytes);
		return;
	}
	done = to_target ? sg_pcopy_from_buffer(t->m.env, req->sg, (unsigned)req->sg_cnt,
						command->data, command->bytes, 0)
			 : sg_pcopy_to_buffer(t->m.env, req->sg, (unsigned)req->sg_cnt,
					      command->data, command->bytes, 0);
	assert_int_equal(done, command->bytes);
}

static void queue_response(struct nvmet_req *req)
{
	struct t_command *command = bp_container_of(req, struct t_command, req);

	command->responses++;
	command->status = le16_to_cpu(command->cqe.status) >> 1 & 0xdfff;
	if (!command->status && !nvme_is_write(&command->cmd))
		move(command, false);
	if (!command->keep)
		nvmet_req_free_sgl(req);
}

static void delete_ctrl(struct nvmet_ctrl *ctrl)
{
	struct t_target *t = ctrl->port->priv;

	t->deleted++;
}

static const struct nvmet_fabrics_ops loop_ops = {
	.queue_response = queue_response,
	.delete_ctrl = delete_ctrl,
};

void t_target_send(struct t_target *t, struct t_target_queue *queue, struct t_command *command)
{
	struct nvmet_req *req = &command->req;

	command->t = t;
	req->cmd = &command->cmd;
	req->cqe = &command->cqe;
	req->port = &t->port;
	req->p2p_client = t->client;
	if (!nvmet_req_init(req, &queue->cq, &queue->sq, &loop_ops))
		return;
	if (command->inline_sg) {
		bp_nvmet_req_set_inline(req, command->inline_sg, command->inline_nents,
					command->bytes);
	} else if (command->bytes) {
		req->transfer_len = command->bytes;
		if (nvmet_req_alloc_sgl(req)) {
			req->transfer_len = 0;
			nvmet_req_complete(req, NVME_SC_INTERNAL);
			return;
		}
		if (nvme_is_write(&command->cmd) && command->data)
			move(command, true);
	}
	nvmet_req_execute(req);
}

u16 t_target_wait(struct t_target *t, struct t_command *command)
{
	while (!command->responses && bp_wait(t->m.env))
		;
	assert_int_equal(command->responses, 1);
	return command->status;
}

u16 t_target_do(struct t_target *t, struct t_target_queue *queue, struct t_command *command)
{
	t_target_send(t, queue, command);
	return t_target_wait(t, command);
}

struct nvme_command t_nvmf_rw(u8 opcode, u64 slba, u16 length)
{
	struct nvme_command cmd = { .rw = { .opcode = opcode,
					    .flags = NVME_CMD_SGL_METABUF,
					    .nsid = cpu_to_le32(1),
					    .slba = cpu_to_le64(slba),
					    .length = cpu_to_le16(length) } };

	return cmd;
}

struct nvme_command t_nvmf_connect(u16 qid, u16 sqsize)
{
	const union nvmf_command cmd = { .connect = { .opcode = nvme_fabrics_command,
						      .flags = NVME_CMD_SGL_METABUF,
						      .fctype = nvme_fabrics_type_connect,
						      .qid = cpu_to_le16(qid),
						      .sqsize = cpu_to_le16(sqsize) } };

	return cmd.nvme;
}

struct nvme_command t_nvmf_property_set(u32 offset, u64 value)
{
	const union nvmf_command cmd = { .prop_set = { .opcode = nvme_fabrics_command,
						       .flags = NVME_CMD_SGL_METABUF,
						       .fctype = nvme_fabrics_type_property_set,
						       .offset = cpu_to_le32(offset),
						       .value = cpu_to_le64(value) } };

	return cmd.nvme;
}

struct nvmf_connect_data *t_nvmf_connect_data(u16 cntlid)
{
	struct nvmf_connect_data *data = calloc(1, sizeof(*data));

	assert_non_null(data);
	data->cntlid = cpu_to_le16(cntlid);
	memcpy(data->subsysnqn, T_TARGET_NQN, sizeof(T_TARGET_NQN));
	memcpy(data->hostnqn, T_HOST_NQN, sizeof(T_HOST_NQN));
	return data;
}

u16 t_target_connect(struct t_target *t, struct t_target_queue *queue, u16 qid, u16 sqsize)
{
	struct nvmf_connect_data *data =
		t_nvmf_connect_data(qid && t->ctrl ? t->ctrl->cntlid : 0xffff);
	struct t_command command = { .cmd = t_nvmf_connect(qid, sqsize),
				     .data = (u8 *)data,
				     .bytes = sizeof(*data) };
	const u16 status = t_target_do(t, queue, &command);

	free(data);
	return status;
}

void t_target_queue_init(struct t_target *t, struct t_target_queue *queue)
{
	memset(queue, 0, sizeof(*queue));
	assert_int_equal(nvmet_sq_init(&t->nvmet, &queue->sq), 0);
}

static void connect(struct t_target *t)
{
	struct t_command enable = { .cmd = t_nvmf_property_set(NVME_REG_CC,
							       NVME_CC_ENABLE | NVME_CC_IOSQES |
								       NVME_CC_IOCQES) };

	t_target_queue_init(t, &t->admin);
	t_target_queue_init(t, &t->io);
	assert_int_equal(t_target_connect(t, &t->admin, 0, 31), 0);
	t->ctrl = t->admin.sq.ctrl;
	assert_int_equal(t_target_do(t, &t->admin, &enable), 0);
	assert_int_equal(t_target_connect(t, &t->io, 1, 127), 0);
	t->nr_steps = 0;
}

static void give_out(struct t_target *t, const struct t_target_setup *setup)
{
	struct pci_dev *dev;

	t->p2p = (struct bp_p2p){
		.env = t->m.env,
		.pci = bp_pci_tree_pci(t->m.f.pci.tree),
		.profile = setup->profile,
		.rules = bp_p2p_rules_find("v5.2-rc5"),
		.machine = { .cpu = BP_P2P_CPU_AMD, .cpu_family = 0x17, .mended = true },
	};
	TAILQ_FOREACH (dev, &t->p2p.pci->devices, link) {
		dev->dev.bp_p2p = &t->p2p;
		dev->dev.dma_mask = DMA_BIT_MASK(64);
	}
	assert_int_equal(pci_p2pdma_add_resource(function(t, 'b'), 0, 0, 0), 0);
	pci_p2pmem_publish(function(t, 'b'), true);
}

static struct gendisk *nvme_disk(struct t_target *t, const struct t_target_setup *setup)
{
	const u8 shift = setup->lba_shift ?: 9;

	t->blocks = (struct bp_nvme_namespace_config){
		.blocks = (u64)T_TARGET_BLOCKS >> (shift - 9),
		.formats = { { .lbads = shift } },
		.nr_formats = 1,
	};
	t->m.config.namespaces = &t->blocks;
	t->m.config.nr_namespaces = 1;
	t->m.params.patches = setup->profile == BP_P2P_DIRECT ? BP_NVME_FINAL : BP_NVME_UNPATCHED;
	assert_int_equal(t_nvme_machine_probe(&t->m), 0);
	return t_nvme_machine_ns(&t->m)->disk;
}

static struct gendisk *null_disk(struct t_target *t, const struct t_target_setup *setup)
{
	const struct bp_null_config config = {
		.capacity_sectors = T_TARGET_BLOCKS,
		.store_data = true,
		.fail = setup->fail,
		.queue_flags = 1ul << QUEUE_FLAG_DISCARD,
	};

	assert_int_equal(bp_null_create(t->m.env, t->m.ram, &config, &t->null), 0);
	return &t->null->disk;
}

void t_target_init_bare(struct t_target *t, const struct t_target_setup *setup)
{
	memset(t, 0, sizeof(*t));
	t_nvme_machine_init_in(&t->m, TREE, setup->offset);
	give_out(t, setup);
	bp_nvmet_init(&t->nvmet, t->m.env, &t->p2p);
	t->client = setup->no_client ? NULL : &function(t, 'c')->dev;
	t->subsys = nvmet_subsys_alloc(&t->nvmet, T_TARGET_NQN);
	assert_non_null(t->subsys);
	assert_int_equal(bp_nvmet_allow_host(t->subsys, T_HOST_NQN), 0);
	t->disk = setup->disk;
	t->ns = nvmet_ns_alloc(t->subsys, 1);
	assert_non_null(t->ns);
	t->ns->bdev.bd_disk =
		setup->disk == T_TARGET_NVME ? nvme_disk(t, setup) : null_disk(t, setup);
	t->ns->bp_disk_dev = &function(t, 'a')->dev;
	if (setup->p2p)
		assert_int_equal(nvmet_ns_p2pmem_store(t->ns, "1"), 0);
	assert_int_equal(nvmet_ns_enable(t->ns), 0);
	bp_nvmet_port_init(&t->nvmet, &t->port);
	assert_int_equal(bp_nvmet_port_offer(&t->port, t->subsys), 0);
	t->port.priv = t;
	assert_int_equal(nvmet_enable_port(&t->port, &loop_ops), 0);
	t->sink.fn = listen;
	bp_sink_add(t->m.env, &t->sink);
}

void t_target_init(struct t_target *t, const struct t_target_setup *setup)
{
	t_target_init_bare(t, setup);
	connect(t);
}

void t_target_fini(struct t_target *t)
{
	if (t->ctrl) {
		nvmet_sq_destroy(&t->io.sq);
		nvmet_sq_destroy(&t->admin.sq);
	}
	bp_nvmet_port_fini(&t->port);
	bp_nvmet_subsys_free(t->subsys);
	if (t->disk == T_TARGET_NULL)
		bp_null_destroy(t->null);
	else if (t->m.dev)
		nvme_remove(t->m.dev);
	t->m.dev = NULL;
	bp_p2p_unbind(function(t, 'b'));
	bp_sink_remove(t->m.env, &t->sink);
	for (const char *name = "abc"; *name; name++)
		assert_int_equal(function(t, *name)->refs, 0);
	t_nvme_machine_fini(&t->m);
}

const struct bp_nvmet_request *t_target_step(const struct t_target *t, enum bp_nvmet_step step)
{
	for (unsigned i = t->nr_steps; i-- > 0;)
		if (t->steps[i].step == step)
			return &t->steps[i];
	fail_msg("no step %d", (int)step);
	return NULL;
}

u64 t_target_pool(const struct t_target *t)
{
	char text[BP_P2P_ATTRIBUTE_BYTES];

	bp_p2pmem_show(function(t, 'b'), BP_P2PMEM_AVAILABLE, text);
	return strtoull(text, NULL, 10);
}
