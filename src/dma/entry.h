/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_DMA_ENTRY_H
#define BP_DMA_ENTRY_H

#include "ops.h"

/* C1.5: no direction is fatal. */
void bp_dma_direction_check(struct device *dev, enum dma_data_direction dir);

#endif
