/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the data path share.
 */
#ifndef BP_NVME_DATA_H
#define BP_NVME_DATA_H

#include <blkpath/nvme_map.h>

/* Does the driver take the addresses as they are? (NVH-11, NVH-12) */
bool bp_nvme_is_direct(const struct nvme_dev *dev, const struct request *rq);

/* Is the first entry a page of peer-to-peer memory?  The RFC's end does not ask (NVH-10, NVH-11).
 */
bool bp_nvme_is_p2pdma(const struct nvme_dev *dev, struct request *rq, struct scatterlist *sg);

/* The page of an entry; @site tells of an entry that has none (DEF-NVME-1, DEF-NVME-13). */
struct page *bp_nvme_page_of(const struct nvme_dev *dev, struct request *rq, struct scatterlist *sg,
			     unsigned entry, enum bp_site_id site);

/* From what was mapped to the data pointer. */
blk_status_t nvme_pci_setup_prps(struct nvme_dev *dev, struct request *rq,
				 struct nvme_rw_command *cmnd);
blk_status_t nvme_pci_setup_sgls(struct nvme_dev *dev, struct request *rq,
				 struct nvme_rw_command *cmnd, unsigned entries);

/* Can PRPs describe what was mapped? (NVH-19) */
bool bp_nvme_list_fits_prps(const struct nvme_dev *dev, struct request *rq, unsigned nr_mapped);
blk_status_t bp_nvme_bad_sg(struct nvme_dev *dev, struct request *rq);

/* Lists of a request: their number is the encoding of npages (NVH-1). */
u8 *bp_nvme_list_new(struct nvme_dev *dev, struct request *rq, unsigned list, dma_addr_t *addr);
void bp_nvme_lists_free(struct nvme_dev *dev, struct request *rq);

/* Where they lie, the first @most of them; returns how many there are. */
struct bp_nvme_list;
unsigned bp_nvme_lists_show(const struct nvme_dev *dev, struct request *rq,
			    struct bp_nvme_list *show, unsigned most);

struct scatterlist *bp_nvme_sg_alloc(struct nvme_dev *dev, struct request *rq);
void bp_nvme_sg_free(struct nvme_dev *dev, struct request *rq);

u32 bp_nvme_sges_per_page(const struct nvme_dev *dev);

#endif
