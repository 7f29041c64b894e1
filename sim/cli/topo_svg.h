/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree of a machine, and a way in it, in pictures.
 */
#ifndef SIM_CLI_TOPO_SVG_H
#define SIM_CLI_TOPO_SVG_H

#include "cli/topo_way.h"
#include "draw/tree_svg.h"

/**
 * struct bp_topo_rows - the tree row by row
 * @row: how each is drawn
 * @dev: the function of each; NULL of a title
 * @nr: how many
 */
struct bp_topo_rows {
	struct bp_tree_row *row;
	const struct pci_dev **dev;
	unsigned nr;
};

/* All rows, those of a way marked unless @way is NULL; to be freed; NULL without memory. */
struct bp_topo_rows *bp_topo_rows(const struct bp_topo *topo, const struct bp_topo_way *way);
void bp_topo_rows_free(struct bp_topo_rows *rows);

/* "02:01.0  switch downstream port" */
void bp_topo_box_text(const struct pci_dev *dev, char text[BP_TREE_TEXT_MAX]);

/* Its look among others: "root", "port", "end" or "plain". */
const char *bp_topo_box_look(const struct pci_dev *dev);

#endif
