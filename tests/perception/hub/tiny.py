"""Real models of the hub's kinds, tiny and untrained, saved as any model is."""

from __future__ import annotations

import json
from pathlib import Path

import torch
import transformers

LABELS = {0: "dining table", 1: "wall-brick", 2: "zebra", 3: "cup"}
_MASKS = "model.transformer_module.decoder.mask_predictor.mask_embedder.2.0.weight"
SIDE = 64  # [pixels] that the models work at


def _swin() -> transformers.SwinConfig:
    return transformers.SwinConfig(
        image_size=SIDE, embed_dim=16, depths=[1, 1, 1, 1], num_heads=[1, 2, 2, 4], window_size=4,
        out_features=["stage1", "stage2", "stage3", "stage4"],
    )  # fmt: skip


def mask2former(folder: Path, labels: dict[int, str] = LABELS) -> str:
    torch.manual_seed(1)
    config = transformers.Mask2FormerConfig(
        backbone_config=_swin(), feature_size=32, mask_feature_size=32, hidden_dim=32,
        encoder_feedforward_dim=32, encoder_layers=1, decoder_layers=2, dim_feedforward=32,
        num_attention_heads=2, num_queries=4, train_num_points=16,
        id2label=labels, label2id={name: number for number, name in labels.items()},
    )  # fmt: skip
    model = transformers.Mask2FormerForUniversalSegmentation(config)
    with torch.no_grad():  # untrained, it would say that there is nothing
        model.class_predictor.weight *= 20.0
        model.class_predictor.bias[-1] = -10.0
        dict(model.named_parameters())[_MASKS].mul_(100.0)
    model.save_pretrained(folder)
    transformers.Mask2FormerImageProcessorPil(
        size={"height": SIDE, "width": SIDE}, ignore_index=255
    ).save_pretrained(folder)
    return str(folder)


def _vocabulary() -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    return [*letters, *(f"##{letter}" for letter in letters)]


def grounding_dino(folder: Path) -> str:
    torch.manual_seed(2)
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", "?", "table", "coffee", "dining", "mug"]
    tokens = [*names, *_vocabulary()]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(tokens))
    tokenizer = transformers.BertTokenizer(str(folder / "vocab.txt"))
    text = transformers.BertConfig(
        vocab_size=len(tokens), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=256,
    )  # fmt: skip
    config = transformers.GroundingDinoConfig(
        backbone_config=transformers.SwinConfig(
            image_size=SIDE, embed_dim=16, depths=[1, 1, 1, 1], num_heads=[1, 2, 2, 4],
            window_size=4, out_features=["stage2", "stage3", "stage4"],
        ),
        text_config=text, d_model=32, num_queries=20, encoder_layers=1, decoder_layers=2,
        encoder_ffn_dim=32, decoder_ffn_dim=32, encoder_attention_heads=2,
        decoder_attention_heads=2, disable_custom_kernels=True,
    )  # fmt: skip
    transformers.GroundingDinoForObjectDetection(config).save_pretrained(folder)
    images = transformers.GroundingDinoImageProcessorPil(
        size={"shortest_edge": SIDE, "longest_edge": 2 * SIDE}
    )
    transformers.GroundingDinoProcessor(images, tokenizer).save_pretrained(folder)
    return str(folder)


def owlv2(folder: Path) -> str:
    torch.manual_seed(3)
    folder.mkdir(parents=True, exist_ok=True)
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    tokens = [*letters, *(f"{letter}</w>" for letter in letters)]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({word: i for i, word in enumerate(tokens)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    tokenizer = transformers.CLIPTokenizer(
        str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=16
    )
    config = transformers.Owlv2Config(
        text_config=dict(
            vocab_size=len(tokens), hidden_size=32, intermediate_size=32, num_hidden_layers=1,
            num_attention_heads=2, max_position_embeddings=32,
            bos_token_id=len(tokens) - 2, eos_token_id=len(tokens) - 1,
        ),
        vision_config=dict(
            hidden_size=32, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
            image_size=SIDE, patch_size=16,
        ),
        projection_dim=32,
    )  # fmt: skip
    model = transformers.Owlv2ForObjectDetection(config)
    with torch.no_grad():  # untrained, its boxes would have no width
        model.box_head.dense2.weight *= 0.02
    model.save_pretrained(folder)
    images = transformers.Owlv2ImageProcessorPil(size={"height": SIDE, "width": SIDE})
    transformers.Owlv2Processor(images, tokenizer).save_pretrained(folder)
    return str(folder)


def sam(folder: Path) -> str:
    torch.manual_seed(4)
    config = transformers.SamConfig(
        vision_config=dict(
            hidden_size=32, output_channels=16, num_hidden_layers=1, num_attention_heads=2,
            image_size=SIDE, patch_size=8, mlp_dim=32, global_attn_indexes=[0], num_pos_feats=8,
        ),
        prompt_encoder_config=dict(
            hidden_size=16, image_size=SIDE, patch_size=8, mask_input_channels=4
        ),
        mask_decoder_config=dict(
            hidden_size=16, mlp_dim=32, num_hidden_layers=1, num_attention_heads=2,
            iou_head_hidden_dim=16,
        ),
    )  # fmt: skip
    transformers.SamModel(config).save_pretrained(folder)
    images = transformers.SamImageProcessorPil(
        size={"longest_edge": SIDE}, pad_size={"height": SIDE, "width": SIDE}
    )
    transformers.SamProcessor(images).save_pretrained(folder)
    return str(folder)


def depth_anything(folder: Path, kind: str) -> str:
    torch.manual_seed(5)
    config = transformers.DepthAnythingConfig(
        backbone_config=transformers.Dinov2Config(
            hidden_size=32, num_hidden_layers=4, num_attention_heads=2, image_size=56,
            patch_size=14, intermediate_size=32,
            out_features=["stage1", "stage2", "stage3", "stage4"],
            reshape_hidden_states=False,
        ),
        reassemble_hidden_size=32, neck_hidden_sizes=[8, 8, 16, 16], fusion_hidden_size=16,
        head_hidden_size=8, patch_size=14, depth_estimation_type=kind, max_depth=10,
    )  # fmt: skip
    model = transformers.DepthAnythingForDepthEstimation(config)
    with torch.no_grad():  # untrained, it would say the same of every pixel
        model.head.conv3.weight *= 2e5
    model.save_pretrained(folder)
    transformers.DPTImageProcessorPil(
        size={"height": 56, "width": 56}, ensure_multiple_of=14, keep_aspect_ratio=True
    ).save_pretrained(folder)
    return str(folder)
