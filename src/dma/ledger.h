/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ledger of mappings (P2P-C7): its entries, and what the entry points tell it.
 */
#ifndef BP_DMA_LEDGER_H
#define BP_DMA_LEDGER_H

#include <blkpath/dma_call.h>
#include <blkpath/dma_ledger.h>

#define BP_LEDGER_BITS 12
#define BP_LEDGER_BUCKETS (1u << BP_LEDGER_BITS)

/**
 * struct bp_ledger_entry - one entry (C7.1)
 * @by_addr: place among those of one DMA page
 * @by_line: place among those of one cache line; only what the device may write
 * @by_list: place among those of one list
 * @dev: device
 * @addr: DMA address
 * @size: bytes
 * @phys: CPU side; unknown is 0
 * @type: which call
 * @dir: direction
 * @sg_call_ents: entries given to the call
 * @sg_mapped_ents: entries that came back
 * @list: the list
 * @checked: somebody asked whether it failed (C7.10)
 * @in_line: is in a list of a cache line
 */
struct bp_ledger_entry {
	LIST_ENTRY(bp_ledger_entry) by_addr;
	LIST_ENTRY(bp_ledger_entry) by_line;
	LIST_ENTRY(bp_ledger_entry) by_list;
	struct device *dev;
	dma_addr_t addr;
	u64 size;
	phys_addr_t phys;
	enum bp_dma_call_type type;
	enum dma_data_direction dir;
	int sg_call_ents;
	int sg_mapped_ents;
	const struct scatterlist *list;
	bool checked;
	bool in_line;
};

LIST_HEAD(bp_ledger_list, bp_ledger_entry);

/* What an entry of a list looks like to a caller who gave @nents of them. */
static inline struct bp_ledger_entry bp_ledger_entry_like(struct device *dev,
							  const struct scatterlist *sg, int nents,
							  enum dma_data_direction dir)
{
	return (struct bp_ledger_entry){
		.dev = dev,
		.addr = sg_dma_address(sg),
		.size = sg_dma_len(sg),
		.type = BP_DMA_CALL_SG,
		.dir = dir,
		.sg_call_ents = nents,
	};
}

static inline bool bp_ledger_entry_holds(const struct bp_ledger_entry *entry, dma_addr_t addr)
{
	return addr.dma - entry->addr.dma < entry->size;
}

struct bp_dma_ledger {
	struct bp_env *env;
	struct bp_dma_ledger_setup setup;
	struct bp_dma_ledger_stat stat;
	bool overlap_told;
	struct bp_ledger_list by_addr[BP_LEDGER_BUCKETS];
	struct bp_ledger_list by_line[BP_LEDGER_BUCKETS];
	struct bp_ledger_list by_list[BP_LEDGER_BUCKETS];
	u64 longest_pages; /* from the first to the last DMA page of any entry there was */
};

/* Every function of the ledger is for devices with one that is not off. */
static inline struct bp_dma_ledger *bp_ledger_of(const struct device *dev)
{
	return dev->bp_ledger && !dev->bp_ledger->stat.off ? dev->bp_ledger : NULL;
}

/* An entry of a list that is mapped for a device; NULL when it is not. */
const struct bp_ledger_entry *bp_ledger_of_list(struct bp_dma_ledger *ledger,
						const struct device *dev,
						const struct scatterlist *list);

/* Report misuse. */
void bp_ledger_error(struct bp_dma_ledger *ledger, enum bp_site_id site, u64 a, u64 b);

/* Enter a copy of a mapping; false when the ledger is off now (C7.15). */
bool bp_ledger_add(struct bp_dma_ledger *ledger, const struct bp_ledger_entry *mapping);
void bp_ledger_remove(struct bp_dma_ledger *ledger, struct bp_ledger_entry *mapping);

/* C7.2; NULL when there is none, or several of which none is equal in all. */
struct bp_ledger_entry *bp_ledger_find(struct bp_dma_ledger *ledger,
				       const struct bp_ledger_entry *like);

/* A mapping of the device that holds an address; one in the direction @against only if no other
 * does, for the same memory may be mapped for reading and for writing. */
struct bp_ledger_entry *bp_ledger_at(struct bp_dma_ledger *ledger, const struct device *dev,
				     dma_addr_t addr, enum dma_data_direction against);

/* The entry of the same list that begins where this one ends; NULL when there is none. */
const struct bp_ledger_entry *bp_ledger_beside(struct bp_dma_ledger *ledger,
					       const struct bp_ledger_entry *entry);

/* What the entry points tell. */
void bp_ledger_map(struct device *dev, enum bp_dma_call_type type, phys_addr_t phys, u64 size,
		   enum dma_data_direction dir, dma_addr_t addr);
void bp_ledger_map_pointer(struct device *dev, bp_virt_addr_t buf);
void bp_ledger_unmap(struct device *dev, enum bp_dma_call_type type, dma_addr_t addr, u64 size,
		     enum dma_data_direction dir);
void bp_ledger_map_sg(struct device *dev, struct scatterlist *sgl, int nents, int mapped,
		      enum dma_data_direction dir);
void bp_ledger_unmap_sg(struct device *dev, struct scatterlist *sgl, int nents,
			enum dma_data_direction dir);
void bp_ledger_sync(struct device *dev, dma_addr_t addr, u64 size, enum dma_data_direction dir,
		    bool to_cpu);
void bp_ledger_sync_sg(struct device *dev, struct scatterlist *sgl, int nents,
		       enum dma_data_direction dir, bool to_cpu);
void bp_ledger_asked(struct device *dev, dma_addr_t addr);

/* Unmap what looks like this (ledger_unmap.c). */
void bp_ledger_end(struct bp_dma_ledger *ledger, const struct bp_ledger_entry *like);

/* C7.11, by a page (ledger_area.c). */
void bp_ledger_area_check(struct bp_dma_ledger *ledger, phys_addr_t phys, u64 size);

#endif
