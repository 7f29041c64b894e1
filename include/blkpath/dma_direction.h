/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who reads and who writes (p2pdma.md C1.5).
 */
#ifndef BLKPATH_DMA_DIRECTION_H
#define BLKPATH_DMA_DIRECTION_H

enum dma_data_direction { DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE, DMA_NONE };

#endif
