"""Results tables as parquet: one schema a table, one row group a run, text as dictionaries."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

TEXT = pa.dictionary(pa.int32(), pa.string())
RUN_COLUMNS = [pa.field("run", TEXT), pa.field("seed", pa.int64())]
METRICS_SCHEMA = pa.schema(
    [
        *RUN_COLUMNS,
        pa.field("month", pa.int32()),
        pa.field("date", pa.date32()),
        pa.field("metric", TEXT),
        pa.field("who", TEXT),
        pa.field("item", TEXT),
        pa.field("value", pa.float64()),
        pa.field("unit", TEXT),
    ]
)
TRADES_SCHEMA = pa.schema(
    [
        *RUN_COLUMNS,
        pa.field("month", pa.int32()),
        pa.field("payer", TEXT),
        pa.field("payee", TEXT),
        pa.field("kind", TEXT),
        pa.field("item", TEXT),
        pa.field("quantity", pa.float64()),
        pa.field("amount", pa.float64()),
    ]
)


class TableFile:
    """A parquet file that grows by one row group a run; without a schema the first run sets it."""

    def __init__(self, path: Path, schema: pa.Schema | None = None) -> None:
        self.path = path
        self.rows = 0
        self._schema = schema
        self._writer: pq.ParquetWriter | None = None

    def add(self, run: str, seed: int, columns: Mapping[str, Any]) -> None:
        """Append the rows of one run (column name -> values of equal length)."""
        rows = len(next(iter(columns.values()), ()))
        marked = {"run": [run] * rows, "seed": [seed] * rows, **columns}
        if self._schema is None:
            self._schema = _schema_of(marked)
        table = pa.table(
            [_column(marked[entry.name], entry.type) for entry in self._schema],
            schema=self._schema,
        )
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, self._schema, compression="zstd")
        # One row group a run keeps memory flat; an empty table would leave no group at all.
        self._writer.write_table(table, row_group_size=max(rows, 1))
        self.rows += rows

    def close(self) -> None:
        """Write the footer; the file can be read from here on."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def _schema_of(columns: Mapping[str, Any]) -> pa.Schema:
    fields = []
    for name, values in columns.items():
        kind = pa.array(values).type
        # A column without values has no type yet: text holds whatever comes.
        text = pa.types.is_null(kind) or pa.types.is_string(kind)
        fields.append(pa.field(name, TEXT if text else kind))
    return pa.schema(fields)


def _column(values: Any, kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return pa.array(values, type=pa.string()).dictionary_encode()
    return pa.array(values, type=kind)
