using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.UNet;

namespace ConceptHub.Diffusion.Checkpoints;

/// <summary>
/// The names of the original repositories (CompVis/stable-diffusion, ldm/modules/diffusionmodules/openaimodel.py and model.py;
/// Stability-AI/stablediffusion for the OpenCLIP text encoder) beside diffusers', for any number of blocks and layers.
/// </summary>
internal static class CompVisNames
{
    private static readonly (string, string)[] UNetResnet =
        [("in_layers.0", "norm1"), ("in_layers.2", "conv1"), ("emb_layers.1", "time_emb_proj"), ("out_layers.0", "norm2"), ("out_layers.3", "conv2"), ("skip_connection", "conv_shortcut")];

    private static readonly (string, string)[] AutoencoderResnet =
        [("norm1", "norm1"), ("conv1", "conv1"), ("norm2", "norm2"), ("conv2", "conv2"), ("nin_shortcut", "conv_shortcut")];

    private static readonly (string, string)[] AutoencoderAttention =
        [("norm", "group_norm"), ("q", "to_q"), ("k", "to_k"), ("v", "to_v"), ("proj_out", "to_out.0")];

    /// <summary>Behind <c>model.diffusion_model.</c>. One running number counts layers and halvings on the way down, another the layers on the way up.</summary>
    public static NameMap UNet(UNetConfig config)
    {
        var map = new NameMap();
        foreach (var (one, other) in new[] { ("time_embed.0", "time_embedding.linear_1"), ("time_embed.2", "time_embedding.linear_2"), ("input_blocks.0.0", "conv_in"), ("out.0", "conv_norm_out"), ("out.2", "conv_out") })
            map.Add(one, other);

        var (blocks, next) = (config.BlockOutChannels.Count, 1);
        for (var block = 0; block < blocks; block++)
        {
            for (var layer = 0; layer < config.LayersPerBlock; layer++)
                AddLayer(map, $"input_blocks.{next++}", $"down_blocks.{block}", layer, BlockTypes.Attends(config.DownBlockTypes[block]));
            if (block < blocks - 1) map.Add($"input_blocks.{next++}.0.op", $"down_blocks.{block}.downsamplers.0.conv");
        }

        map.Add("middle_block.0", "mid_block.resnets.0", UNetResnet);
        map.Add("middle_block.1", "mid_block.attentions.0");
        map.Add("middle_block.2", "mid_block.resnets.1", UNetResnet);

        next = 0;
        for (var block = 0; block < blocks; block++)
        {
            var attends = BlockTypes.Attends(config.UpBlockTypes[block]);
            for (var layer = 0; layer <= config.LayersPerBlock; layer++) AddLayer(map, $"output_blocks.{next++}", $"up_blocks.{block}", layer, attends);
            if (block < blocks - 1) map.Add($"output_blocks.{next - 1}.{(attends ? 2 : 1)}.conv", $"up_blocks.{block}.upsamplers.0.conv");
        }

        return map;
    }

    /// <summary>Behind <c>first_stage_model.</c>. The decoder's blocks are counted from full resolution, diffusers' from the lowest.</summary>
    public static NameMap Autoencoder(AutoencoderKLConfig config)
    {
        var map = new NameMap();
        map.Add("quant_conv", "quant_conv");
        map.Add("post_quant_conv", "post_quant_conv");
        foreach (var half in new[] { "encoder", "decoder" })
        {
            map.Add(half, half, ("conv_in", "conv_in"), ("norm_out", "conv_norm_out"), ("conv_out", "conv_out"));
            map.Add($"{half}.mid.block_1", $"{half}.mid_block.resnets.0", AutoencoderResnet);
            map.Add($"{half}.mid.attn_1", $"{half}.mid_block.attentions.0", AutoencoderAttention);
            map.Add($"{half}.mid.block_2", $"{half}.mid_block.resnets.1", AutoencoderResnet);
        }

        var blocks = config.BlockOutChannels.Count;
        for (var block = 0; block < blocks; block++)
        {
            var up = blocks - 1 - block;
            for (var layer = 0; layer < config.LayersPerBlock; layer++) map.Add($"encoder.down.{block}.block.{layer}", $"encoder.down_blocks.{block}.resnets.{layer}", AutoencoderResnet);
            for (var layer = 0; layer <= config.LayersPerBlock; layer++) map.Add($"decoder.up.{up}.block.{layer}", $"decoder.up_blocks.{block}.resnets.{layer}", AutoencoderResnet);
            map.Add($"encoder.down.{block}.downsample.conv", $"encoder.down_blocks.{block}.downsamplers.0.conv");
            map.Add($"decoder.up.{up}.upsample.conv", $"decoder.up_blocks.{block}.upsamplers.0.conv");
        }

        return map;
    }

    /// <summary>Behind <c>cond_stage_model.model.</c>, but for what <see cref="OpenClipTensors"/> cuts and joins.</summary>
    public static NameMap OpenClip(int layers)
    {
        var map = new NameMap();
        map.Add("token_embedding", "text_model.embeddings.token_embedding");
        map.Add("ln_final", "text_model.final_layer_norm");
        for (var layer = 0; layer < layers; layer++)
            map.Add($"transformer.resblocks.{layer}", $"text_model.encoder.layers.{layer}",
                ("ln_1", "layer_norm1"), ("ln_2", "layer_norm2"), ("attn.out_proj", "self_attn.out_proj"), ("mlp.c_fc", "mlp.fc1"), ("mlp.c_proj", "mlp.fc2"));
        return map;
    }

    private static void AddLayer(NameMap map, string compVis, string diffusers, int layer, bool attends)
    {
        map.Add($"{compVis}.0", $"{diffusers}.resnets.{layer}", UNetResnet);
        if (attends) map.Add($"{compVis}.1", $"{diffusers}.attentions.{layer}");
    }
}
