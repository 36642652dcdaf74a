/* What the choice of a weight says. */

export const layer = "layer";
export const filter = "filter";
export const kernels = "kernels of the filter";
export const bias = (value) => `bias ${value}`;
export const weight = ({ layer, filter, channel, row, column, isBias, colour }) => {
  const whose = layer.window ? `filter ${filter} of ${layer.name}` : `unit ${filter} of ${layer.name}`;
  if (isBias) return `bias of ${whose}`;
  const kernel = `kernel ${channel}${colour && ` (${colour})`}`;
  return layer.window ? `${whose}: ${kernel}, row ${row}, column ${column}` : `${whose}: weight ${channel}`;
};
