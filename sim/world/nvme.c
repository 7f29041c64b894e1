/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include <blkpath/nvme_pci.h>

#include "nvme/namespace.h"
#include "world/machine_fabric.h"
#include "world/nvme.h"

#define CMBSZ_SHIFT 12
#define CMB_BAR 2
#define OACS_SHADOW_DOORBELLS (1u << 8)
#define DEFAULT_MQES 1023u
#define SECTORS_MAX ((u64)1 << 45)

static const u32 sgls_bits[] = {
	[BP_NVME_SGLS_OFF] = 0,
	[BP_NVME_SGLS_ON] = 1,
	[BP_NVME_SGLS_DWORD] = 2,
};

static unsigned block_shift(const struct bp_nvme_doc *doc)
{
	return (unsigned)__builtin_ctzll(doc->block);
}

static struct bp_nvme_namespace_config namespace_of(const struct bp_world_nvme_setup *setup)
{
	const struct bp_nvme_doc *doc = setup->doc;
	const u64 sectors = setup->capacity_sectors ?: SECTORS_MAX;

	return (struct bp_nvme_namespace_config){
		.blocks = sectors >> (block_shift(doc) - SECTOR_SHIFT),
		.formats = { { .ms = (u16)doc->metadata, .lbads = (u8)block_shift(doc) } },
		.nr_formats = 1,
		.layout = { .pi_type = (u8)doc->pi },
		.cache_blocks = setup->cache_blocks,
		.noiob = setup->noiob,
	};
}

static u64 said_or(const struct bp_nvme_doc *doc, const char *key, u64 said, u64 otherwise)
{
	return bp_nvme_doc_wrote(doc, key) ? said : otherwise;
}

static void add_service(struct bp_nvme_config *config, const struct bp_world_nvme_setup *setup)
{
	const struct bp_nvme_doc *doc = setup->doc;
	const struct bp_nvme_service service = {
		.ns = said_or(doc, "latency_ns", doc->latency_ns, setup->latency_ns),
		.ps_per_byte =
			said_or(doc, "ps_per_byte", doc->ps_per_byte, setup->latency_ps_per_byte),
	};

	config->service[BP_NVME_SERVE_READ] = service;
	config->service[BP_NVME_SERVE_WRITE] = service;
	config->service[BP_NVME_SERVE_OTHER] = service;
}

static struct bp_nvme_config config_of(const struct bp_world_nvme_setup *setup,
				       const struct bp_nvme_namespace_config *namespace)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	const struct bp_nvme_doc *doc = setup->doc;

	config.mqes = (u16)bp_max(DEFAULT_MQES, (unsigned)doc->depth - 1);
	config.dstrd = (u8)doc->dstrd;
	config.vs = doc->version == BP_NVME_VERSION_1_4 ? BP_NVME_VS_1_4 : BP_NVME_VS_1_3;
	config.mdts = (u8)doc->mdts;
	config.sgls = sgls_bits[doc->sgls];
	config.vwc = doc->write_cache != 0;
	config.oacs |= doc->shadow ? OACS_SHADOW_DOORBELLS : 0;
	config.nr_io_queues = (unsigned)doc->queues;
	config.vectors = (unsigned)doc->vectors;
	config.burst = (unsigned)doc->burst;
	config.order = doc->order ? BP_NVME_SEEDED : BP_NVME_IN_ORDER;
	config.seed = setup->seed;
	if (doc->cmb) {
		config.cmbloc = CMB_BAR;
		config.cmbsz = (u32)(doc->cmb_for | doc->cmb >> CMBSZ_SHIFT << CMBSZ_SHIFT);
	}
	config.namespaces = namespace;
	config.nr_namespaces = 1;
	add_service(&config, setup);
	return config;
}

static struct bp_nvme_params params_of(const struct bp_world_nvme_setup *setup)
{
	struct bp_nvme_params params = bp_nvme_params_default();
	const struct bp_nvme_doc *doc = setup->doc;

	params.patches = (enum bp_nvme_patches)doc->patches;
	params.sgl_threshold = (u32)doc->sgl_threshold;
	params.max_segments = (u16)doc->max_segments;
	params.io_queue_depth = (u16)doc->depth;
	params.nr_io_queues = (u16)doc->queues;
	params.polled = setup->polled;
	params.use_cmb_sqes = doc->sqs_in_cmb;
	params.max_retries = (u8)doc->retries;
	params.io_timeout_ns = doc->timeout_ms * 1000000;
	return params;
}

static int make_fabric(struct bp_world_nvme *nvme, struct bp_env *env,
		       const struct bp_world_nvme_setup *setup)
{
	nvme->fabric = bp_machine_fabric_new(&(struct bp_machine_fabric_setup){
		.machine = &setup->device->machine,
		.env = env,
		.ram = setup->ram,
		.view = &nvme->ram,
		.seed = setup->seed,
	});
	return nvme->fabric ? 0 : -ENOMEM;
}

/* What keeps a controller from coming up; everything else waits until it is there. */
static bool is_of_start(const struct bp_nvme_fault *fault)
{
	return fault->point == BP_NVME_FAULT_FAIL_ENABLE ||
	       fault->point == BP_NVME_FAULT_DELAY_READY ||
	       fault->point == BP_NVME_FAULT_NEVER_READY ||
	       (fault->filters & BP_NVME_FILTER_SQID && !fault->sqid) ||
	       (fault->filters & BP_NVME_FILTER_WHERE && fault->is_admin);
}

static int parse_fault(const struct bp_nvme_doc_fault *said, struct bp_nvme_fault *fault,
		       struct bp_error *err)
{
	struct bp_error why = { 0 };
	int error = bp_nvme_fault_parse(said->text, fault, &why);

	if (!error)
		return 0;
	bp_error_set(err, said->file, said->line, said->file ? "faults" : "--fault",
		     "\"%s\" is not allowed: %s; blkpath-device(7) tells of all", said->text,
		     why.text);
	return error;
}

static int add_faults(struct bp_world_nvme *nvme, bool of_start, struct bp_error *err)
{
	for (unsigned i = 0; i < nvme->doc.nr_faults; i++) {
		struct bp_nvme_fault fault;
		int error = parse_fault(&nvme->doc.fault[i], &fault, err);

		if (!error && is_of_start(&fault) != of_start)
			continue;
		error = error ?: bp_nvme_fault_add(nvme->ctrl, &fault);
		if (error)
			return error;
		nvme->rule[i] = nvme->nr_rules++;
	}
	return 0;
}

static int make_controller(struct bp_world_nvme *nvme, const struct bp_world_nvme_setup *setup,
			   struct bp_error *err)
{
	const struct bp_nvme_namespace_config namespace = namespace_of(setup);
	const struct bp_nvme_config config = config_of(setup, &namespace);

	return bp_nvme_controller_new(nvme->fabric, setup->device->machine.function, &config,
				      &nvme->ctrl, err);
}

/* Why a namespace with blocks has none for the driver. */
static const char *no_capacity(const struct bp_nvme_doc *doc)
{
	if (doc->block >> BP_NVME_PAGE_SHIFT > 1)
		return "the driver takes no block above 4096 bytes";
	return "the driver has no metadata for the blocks: 8 bytes of it with pi, or none, are "
	       "allowed";
}

static int bring_up(struct bp_world_nvme *nvme, const struct bp_world_nvme_setup *setup,
		    struct bp_error *err)
{
	const struct bp_nvme_params params = params_of(setup);
	int error = nvme_probe(setup->device->machine.function, &params, &nvme->dev);
	const struct nvme_ns *ns;

	if (error == -ENOMEM)
		return error;
	if (error == -EIO)
		return bp_error_set(err, NULL, 0, "nvme",
				    "the driver gave the controller up: an admin command failed; "
				    "does the device reach memory (dma_mask, bounce, iommu)?");
	if (error)
		return bp_error_set(err, NULL, 0, "nvme", "the driver gave the controller up: %s",
				    strerror(-error));
	ns = bp_nvme_find_ns(&nvme->dev->ctrl, 1);
	if (!ns)
		return bp_error_set(err, NULL, 0, "nvme",
				    "the driver found no namespace: Identify failed; does the "
				    "device reach memory (dma_mask, bounce, iommu)?");
	if (!ns->disk->capacity)
		return bp_error_set(err, NULL, 0, "nvme", "%s (NVH-38)", no_capacity(&nvme->doc));
	nvme->disk = ns->disk;
	return 0;
}

int bp_world_nvme_open(struct bp_world_nvme *nvme, struct bp_env *env,
		       const struct bp_world_nvme_setup *setup, struct bp_error *err)
{
	int error;

	nvme->doc = *setup->doc;
	error = make_fabric(nvme, env, setup);
	error = error ?: bp_world_peers_start(&setup->device->peers, &setup->device->machine);
	error = error ?: make_controller(nvme, setup, err);
	error = error ?: add_faults(nvme, true, err);
	error = error ?: bring_up(nvme, setup, err);
	return error ?: add_faults(nvme, false, err);
}

u64 bp_world_nvme_fired(const struct bp_world_nvme *nvme, unsigned index)
{
	return bp_nvme_fault_fired(nvme->ctrl, nvme->rule[index]);
}

static bool is_ram(const struct bp_world_nvme *nvme, phys_addr_t phys, u32 len)
{
	return bp_machine_ram_ops.extent((void *)(uintptr_t)&nvme->ram, phys) >= len;
}

bool bp_world_nvme_lend(struct bp_world_nvme *nvme, dma_addr_t addr, u32 len)
{
	struct device *dev = nvme->dev->dev;

	return !len || !is_ram(nvme, dma_to_phys(dev, addr), len) ||
	       bp_world_lend(&nvme->lent, dev, addr, len);
}

void bp_world_nvme_unbind(struct bp_world_nvme *nvme)
{
	bp_world_lent_return(&nvme->lent);
	if (nvme->dev)
		nvme_remove(nvme->dev);
	nvme->dev = NULL;
	nvme->disk = NULL;
}

void bp_world_nvme_close(struct bp_world_nvme *nvme)
{
	bp_nvme_controller_free(nvme->ctrl);
	bp_fabric_free(nvme->fabric);
}
