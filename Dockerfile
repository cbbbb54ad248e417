# Tarjama with its embedded models: the image needs no network when it runs.
#   docker build --tag tarjama .
#   docker run --rm --network none --volume "$PWD/articles:/data/articles:ro" --volume "$PWD/outputs:/data/outputs" \
#     tarjama run articles --profile embedded
FROM python:3.11-slim

# The CPU build of torch; for a GPU, build with --build-arg TORCH_INDEX= and run with --gpus all.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu

# For a Ray cluster: --build-arg EXTRAS=cluster,formats,report
ARG EXTRAS=formats,report

ENV PIP_NO_CACHE_DIR=1 PYTHONUNBUFFERED=1 TARJAMA_CACHE=/var/lib/tarjama

WORKDIR /src
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY configs configs
COPY translate translate
COPY *.py ./
RUN python -m pip install --upgrade pip \
    && PIP_EXTRA_INDEX_URL="$TORCH_INDEX" python -m pip install --constraint constraints.txt ".[$EXTRAS]"

# All users can read the prepared models and add others.
RUN mkdir -p "$TARJAMA_CACHE" && tarjama models fetch embedded && chmod -R a+rwX "$TARJAMA_CACHE"

RUN useradd --create-home tarjama && mkdir -p /data/outputs && chown -R tarjama /data
USER tarjama
WORKDIR /data
ENTRYPOINT ["tarjama"]
CMD ["--help"]
