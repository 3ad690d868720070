namespace ConceptHub.Catalog.Tests;

/// <summary>Pictures of ComfyUI, SwarmUI, InvokeAI and Fooocus.</summary>
public sealed class OtherProgramsTests
{
    // Two LoRAs in a chain, a seed from a node of its own, a ControlNet on the way to the words, a second pass, Python's NaN.
    private const string Graph = """
        {"3":{"class_type":"KSampler","inputs":{"seed":["20",0],"steps":24,"cfg":5.5,"sampler_name":"euler_ancestral","scheduler":"karras","denoise":1.0,"model":["11",0],"positive":["30",0],"negative":["30",1],"latent_image":["5",0]}},
         "40":{"class_type":"KSampler","inputs":{"seed":7,"steps":10,"cfg":4,"sampler_name":"ddim","scheduler":"normal","denoise":0.4,"model":["4",0],"positive":["6",0],"negative":["7",0],"latent_image":["41",0]}},
         "41":{"class_type":"LatentUpscale","inputs":{"samples":["3",0],"width":2048,"height":2048}},
         "4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"sd15/dreamshaper_8.safetensors"},"is_changed":[NaN]},
         "5":{"class_type":"EmptyLatentImage","inputs":{"width":512,"height":640,"batch_size":1}},
         "6":{"class_type":"CLIPTextEncode","inputs":{"text":["21",0],"clip":["12",0]}},
         "7":{"class_type":"CLIPTextEncode","inputs":{"text":"blurry","clip":["12",0]}},
         "10":{"class_type":"LoraLoader","inputs":{"lora_name":"people\\mira.safetensors","strength_model":0.75,"strength_clip":1,"model":["4",0],"clip":["4",1]}},
         "11":{"class_type":"Power Lora Loader (rgthree)","inputs":{"lora_1":{"on":true,"lora":"ink.safetensors","strength":0.4},"lora_2":{"on":false,"lora":"off.safetensors","strength":1},"model":["10",0],"clip":["10",1]}},
         "12":{"class_type":"CLIPSetLastLayer","inputs":{"stop_at_clip_layer":-2,"clip":["11",1]}},
         "20":{"class_type":"PrimitiveInt","inputs":{"value":18446744073709551615}},
         "21":{"class_type":"StringLiteral","inputs":{"string":"a photo of mira <lora:extra:0.3>"}},
         "30":{"class_type":"ControlNetApplyAdvanced","inputs":{"strength":1,"positive":["6",0],"negative":["7",0],"control_net":["31",0]}},
         "31":{"class_type":"ControlNetLoader","inputs":{"control_net_name":"x"}}}
        """;

    private static readonly FileSettings OfGraph = new()
    {
        Source = "ComfyUI",
        Prompt = "a photo of mira",
        NegativePrompt = "blurry",
        Steps = 24,
        GuidanceScale = 5.5,
        Seed = ulong.MaxValue,
        Width = 512,
        Height = 640,
        ClipSkip = 1,
        Sampler = new NamedSampler("euler_ancestral, karras", "euler-a-karras", IsExact: true),
        Model = "dreamshaper_8",
    };

    [Fact]
    public void Graph_of_comfy_is_followed_through_its_links()
    {
        var png = FileSettingsReader.Read(MadeFiles.Png(MadeFiles.Text("workflow", "{}"), MadeFiles.Text("prompt", Graph)))!;
        var webp = FileSettingsReader.Read(MadeFiles.Webp(MadeFiles.ExifText(0x0110, "prompt:" + Graph)))!;

        Assert.Equal(OfGraph, png with { Concepts = OfGraph.Concepts, Further = OfGraph.Further });
        Assert.Equal([new("mira", 0.75), new("ink", 0.4), new FileConcept("off", 1) { Enabled = false }, new("extra", 0.3)], png.Concepts);
        Assert.Equal(["LatentUpscale", "ControlNetApplyAdvanced", "ControlNetLoader"], png.Further);
        Assert.Equal(png with { Concepts = [], Further = [] }, webp with { Concepts = [], Further = [] });
    }

    [Fact]
    public void Sampler_of_comfy_that_is_put_together_from_nodes_is_read()
    {
        const string Custom = """
            {"1":{"class_type":"SamplerCustomAdvanced","inputs":{"noise":["2",0],"guider":["3",0],"sampler":["4",0],"sigmas":["5",0],"latent_image":["6",0]}},
             "2":{"class_type":"RandomNoise","inputs":{"noise_seed":42}},
             "3":{"class_type":"CFGGuider","inputs":{"model":["7",0],"positive":["8",0],"negative":["9",0],"cfg":3}},
             "4":{"class_type":"KSamplerSelect","inputs":{"sampler_name":"dpmpp_2m"}},
             "5":{"class_type":"BasicScheduler","inputs":{"model":["7",0],"scheduler":"simple","steps":12,"denoise":0.6}},
             "6":{"class_type":"VAEEncode","inputs":{"pixels":["10",0]}},
             "7":{"class_type":"UNETLoader","inputs":{"unet_name":"flux1-dev.sft"}},
             "8":{"class_type":"CLIPTextEncodeSDXL","inputs":{"text_g":"a fox","text_l":"a fox"}},
             "9":{"class_type":"ConditioningZeroOut","inputs":{"conditioning":["8",0]}},
             "10":{"class_type":"LoadImage","inputs":{"image":"fox.png"}}}
            """;

        var said = FileSettingsReader.Read(MadeFiles.Png(MadeFiles.Text("prompt", Custom)))!;

        Assert.Equal(("a fox", "", 12, 3.0, 42UL, "dpm++2m", 0.6, "flux1-dev"), (said.Prompt, said.NegativePrompt, said.Steps, said.GuidanceScale, said.Seed, said.Sampler!.Scheduler, said.Denoise, said.Model));
    }

    [Fact]
    public void Swarm_is_told_from_a1111_in_the_same_chunk()
    {
        const string Text = """
            {"sui_image_params":{"prompt":"a cat","negativeprompt":"dog","model":"folder/base.safetensors","images":1,"seed":77,"steps":15,"cfgscale":4.5,"width":768,"height":512,"sampler":"euler","scheduler":"karras","loras":["folder/mira","ink"],"loraweights":["0.9","0.2"],"clipstopatlayer":-3},
             "sui_extra_data":{"date":"2026-01-01"},
             "sui_models":[{"name":"folder/base.safetensors","param":"model","hash":"0xABCDEF0123"},{"name":"folder/mira.safetensors","param":"loras","hash":"0x11223344556677"}]}
            """;

        var said = FileSettingsReader.Read(MadeFiles.Png(MadeFiles.Text("parameters", Text)))!;

        Assert.Equal(("SwarmUI", "a cat", "dog", 15, 4.5, 77UL, 768, 512, 2, "euler-karras"), (said.Source, said.Prompt, said.NegativePrompt, said.Steps, said.GuidanceScale, said.Seed, said.Width, said.Height, said.ClipSkip, said.Sampler!.Scheduler));
        Assert.Equal([new FileConcept("mira", 0.9) { Hash = "11223344556677" }, new FileConcept("ink", 0.2)], said.Concepts);
        Assert.Equal(("base", "abcdef0123"), (said.Model, said.ModelHash));
    }

    [Fact]
    public void Invoke_and_fooocus_are_read_with_their_loras()
    {
        const string Invoke = """
            {"generation_mode":"txt2img","positive_prompt":"a hill","negative_prompt":"sea","width":640,"height":448,"seed":5,"cfg_scale":7.5,"steps":30,"scheduler":"dpmpp_2m_k","clip_skip":1,
             "model":{"key":"k","hash":"blake3:aa11","name":"base","base":"sd-1","type":"main"},"loras":[{"model":{"key":"l","hash":"blake3:bb22","name":"mira"},"weight":0.7},{"lora":{"model_name":"old"},"weight":1.1}],"controlnets":[{}]}
            """;
        const string Fooocus = """
            {"prompt":"a tower","negative_prompt":"","styles":"['Fooocus V2']","steps":60,"resolution":"(1152, 896)","guidance_scale":4,"sharpness":2,"base_model":"juggernautXL.safetensors","base_model_hash":"cc33","sampler":"dpmpp_2m","scheduler":"karras","seed":"123","loras":[["ink.safetensors",0.5,"dd44"]],"version":"Fooocus v2.5.5"}
            """;

        var invoke = FileSettingsReader.Read(MadeFiles.Png(MadeFiles.Text("invokeai_metadata", Invoke)))!;
        var fooocus = FileSettingsReader.Read(MadeFiles.Png(MadeFiles.Text("parameters", Fooocus)))!;

        Assert.Equal(("InvokeAI", "a hill", "sea", 30, 7.5, 5UL, 640, 448, 1, "dpm++2m-karras", "base"), (invoke.Source, invoke.Prompt, invoke.NegativePrompt, invoke.Steps, invoke.GuidanceScale, invoke.Seed, invoke.Width, invoke.Height, invoke.ClipSkip, invoke.Sampler!.Scheduler, invoke.Model));
        Assert.Equal([new FileConcept("mira", 0.7) { Hash = "bb22" }, new FileConcept("old", 1.1)], invoke.Concepts);
        Assert.Equal(["ControlNet"], invoke.Further);
        Assert.Equal(("Fooocus", "a tower", 60, 4.0, 123UL, 1152, 896, "dpm++2m-karras", "juggernautXL", "cc33"), (fooocus.Source, fooocus.Prompt, fooocus.Steps, fooocus.GuidanceScale, fooocus.Seed, fooocus.Width, fooocus.Height, fooocus.Sampler!.Scheduler, fooocus.Model, fooocus.ModelHash));
        Assert.Equal([new FileConcept("ink", 0.5) { Hash = "dd44" }], fooocus.Concepts);
        Assert.Equal(["styles"], fooocus.Further);
    }
}
